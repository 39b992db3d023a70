"""Single warnings, the chain they stand in, and the lists of the desk."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from meydan.base.links.public import links_to
from meydan.domains.warnings.content import LANGUAGES, AreaChosen, Content, Words
from meydan.domains.warnings.errors import TemplateUnknown, WarningUnknown
from meydan.domains.warnings.models import (
    IN_WORK,
    ONCE_PUBLISHED,
    ContactList,
    Delivery,
    PublicWarning,
    PublishedMessage,
    WarningTemplate,
)
from meydan.kernel.cases.public import PlaybookRun, told_runs_named
from meydan.kernel.places.public import Place, places_of

REF = "warnings.publicwarning:"


def in_work() -> QuerySet[PublicWarning]:
    """Drafts and approved ones, the oldest first: somebody waits for them."""
    found = PublicWarning.objects.filter(state__in=IN_WORK).select_related("drafted_by", "previous")
    return found.prefetch_related("texts").order_by("drafted_at", "pk")


def warning_in_full(identifier: str) -> PublicWarning:
    """
    A warning with its words, its people and its lists.

    :raises WarningUnknown: if there is none of that name
    """
    found = (
        PublicWarning.objects.filter(identifier=identifier)
        .select_related("drafted_by", "approval__approved_by", "message", "previous", "next")
        .prefetch_related("texts", "lists")
        .first()
    )
    if found is None:
        raise WarningUnknown(identifier)
    return found


def by_refs(refs: Iterable[str]) -> QuerySet[PublicWarning]:
    """The warnings that some references of links name, with their words, the oldest first; others are left out."""
    known = [ref.removeprefix(REF) for ref in refs if ref.startswith(REF)]
    found = PublicWarning.objects.filter(pk__in=[pk for pk in known if pk.isdecimal()])
    return found.prefetch_related("texts").order_by("drafted_at", "pk")


def published_warning(identifier: str) -> PublicWarning:
    """
    One that went out; drafts are nobody's business outside.

    :raises WarningUnknown: if none of that name went out
    """
    found = warning_in_full(identifier)
    if found.state not in ONCE_PUBLISHED:
        raise WarningUnknown(identifier)
    return found


def message_of(identifier: str) -> PublishedMessage:
    """
    What went out, byte for byte.

    :raises WarningUnknown: if none of that name went out
    """
    found = PublishedMessage.objects.filter(warning__identifier=identifier).first()
    if found is None:
        raise WarningUnknown(identifier)
    return found


def chain_before(warning: PublicWarning) -> list[PublicWarning]:
    """The messages a warning follows, the nearest first."""
    found: list[PublicWarning] = []
    here = warning.previous
    while here is not None and here not in found:
        found.append(here)
        here = here.previous
    return found


def responses_to(warning: PublicWarning) -> list[PlaybookRun]:
    """The plans the city worked by when it drafted a warning, or the one that this follows, once they are over."""
    refs = [one.ref for one in (warning, *chain_before(warning))]
    return told_runs_named(link.from_ref for ref in refs for link in links_to(ref))


def places_ticked(warning: PublicWarning) -> list[Place]:
    """The places a warning was put together from; those that are gone from the map are left out."""
    by_layer: dict[str, list[str]] = {}
    for ref in warning.place_refs:
        layer, _slash, key = ref.partition("/")
        if key:
            by_layer.setdefault(layer, []).append(key)
    return [
        place
        for layer, keys in by_layer.items()
        for place in places_of([layer]).filter(key__in=keys).order_by("pk")
    ]


def content_of(warning: PublicWarning) -> Content:
    """What was written by hand, for a form or a successor to begin with."""
    texts = {text.language: text for text in warning.texts.all()}
    return Content(
        category=warning.category,
        urgency=warning.urgency,
        severity=warning.severity,
        certainty=warning.certainty,
        responses=tuple(warning.responses),
        cap_status=warning.cap_status,
        template=warning.template,
        onset_at=warning.onset_at,
        expires_at=warning.expires_at,
        texts={
            language: Words(one.event, one.headline, one.description, one.instruction, one.sms)
            for language, one in texts.items()
        },
        area=AreaChosen(
            names=dict(warning.area_names),
            polygons=warning.shape(),
            circles=tuple((lat, lon, km) for lat, lon, km in warning.circles),
            place_refs=tuple(warning.place_refs),
            lines=warning.area_lines,
        ),
        list_codes=tuple(sorted(one.code for one in warning.lists.all())),
    )


def templates() -> list[WarningTemplate]:
    """The ready words of the pack in their order."""
    return list(WarningTemplate.objects.order_by("order", "code"))


def template_named(code: str) -> WarningTemplate:
    """
    One template.

    :raises TemplateUnknown: if the pack has none of that code
    """
    found = WarningTemplate.objects.filter(code=code).first()
    if found is None:
        raise TemplateUnknown(code)
    return found


def words_of_template(template: WarningTemplate) -> dict[str, Words]:
    """The words of a template by language."""
    given = {language: template.texts.get(language, {}) for language in LANGUAGES}
    return {language: Words(**words) for language, words in given.items()}


def contact_lists() -> QuerySet[ContactList]:
    """Every list with ``reachable``: how many of its contacts want to be told."""
    reachable = Count("contacts", filter=Q(contacts__stopped_at__isnull=True))
    return ContactList.objects.annotate(reachable=reachable).order_by("order", "code")


def deliveries_of(warning: PublicWarning) -> QuerySet[Delivery]:
    """How a warning went out, newest last."""
    return warning.deliveries.select_related("message", "list").order_by("pk")


def ended(now: datetime) -> QuerySet[PublicWarning]:
    """What is still called in force though its end has passed."""
    return PublicWarning.objects.filter(state=PublicWarning.State.PUBLISHED, expires_at__lte=now)
