"""Drafts that begin with ready words: by an officer, or by the platform for something it noticed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from meydan.base.people.public import Account
from meydan.domains.warnings.content import AreaChosen, Content
from meydan.domains.warnings.models import IN_WORK, PublicWarning, WarningTemplate
from meydan.domains.warnings.operations.drafting import draft_warning
from meydan.domains.warnings.queries.warnings import template_named, words_of_template


def content_from_template(code: str, *, now: datetime, area: AreaChosen | None = None) -> Content:
    """
    The ready words of a template, with an end as far ahead as it proposes.

    :raises TemplateUnknown: if the pack has none of that code
    """
    return content_of_template(template_named(code), now, area or AreaChosen())


def content_of_template(template: WarningTemplate, now: datetime, area: AreaChosen) -> Content:
    """As ``content_from_template``, with the template at hand."""
    end = (now + timedelta(hours=template.hours)).replace(minute=0, second=0, microsecond=0)
    return Content(
        template=template.code,
        category=template.category,
        responses=tuple(template.responses),
        urgency=template.urgency,
        severity=template.severity,
        certainty=template.certainty,
        expires_at=end,
        texts=words_of_template(template),
        area=area,
        list_codes=tuple(template.list_codes),
    )


@transaction.atomic
def draft_for_source(
    *,
    template: str,
    area: AreaChosen | None,
    actor: Account | None,
    now: datetime,
    source_ref: str,
    source_text: str,
    is_sample: bool = False,
) -> PublicWarning:
    """
    Draft with the words of a template, once for each source: while its draft waits, that draft is returned.

    :raises TemplateUnknown: if the pack has no such template
    """
    content = content_from_template(template, now=now, area=area)
    waiting = PublicWarning.objects.filter(source_ref=source_ref, state__in=IN_WORK)
    if source_ref and (found := waiting.first()) is not None:
        return found
    try:
        with transaction.atomic():
            return draft_warning(
                content=content, actor=actor, now=now, source_ref=source_ref, source_text=source_text,
                is_sample=is_sample,
            )  # fmt: skip
    except IntegrityError:
        # Another job drafted for the same source in this moment.
        return waiting.get()
