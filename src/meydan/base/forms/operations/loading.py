"""Reads the forms of a pack into rows."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from meydan.base.forms.engine.reading import FormUnreadable, read_form
from meydan.base.forms.models import Draft, Form, FormVersion
from meydan.base.packs.public import LoadReport, Pack


def load_forms(pack: Pack, now: datetime, is_sample: bool) -> LoadReport:
    """
    Write the pack's forms: the first time as version 1, later as a new version where the pack changed.

    A form that the city has made its own stays the city's; the remark says that the pack's has changed.

    :raises FormUnreadable: if one has a flaw; ``meydan check-pack`` names its line
    """
    counts = {"created": 0, "updated": 0, "unchanged": 0}
    remarks: list[str] = []
    for stem, document in pack.documents("forms").items():
        code = str(document.get("code", stem))
        try:
            read_form(document)
        except FormUnreadable as fault:
            remarks.append(
                f"forms/{stem}.toml: {fault}. The form was left out; meydan check-pack names the lines."
            )
            continue
        counts[_store(code, document, now, is_sample, remarks)] += 1
    return LoadReport(**counts, remarks=remarks)


@transaction.atomic
def _store(code: str, document: dict[str, object], now: datetime, is_sample: bool, remarks: list[str]) -> str:
    form, is_new = Form.objects.get_or_create(code=code, defaults={"is_sample": is_sample})
    known = FormVersion.objects.filter(form=form, is_of_pack=True).order_by("-number").first()
    if known is not None and known.document == document:
        return "unchanged"
    if form.is_own or FormVersion.objects.filter(form=form, state=FormVersion.State.DRAFT).exists():
        remarks.append(
            f"forms/{code}.toml: the city has a form of its own by this code; the pack's was left out."
        )
        return "unchanged"
    FormVersion.objects.create(
        form=form,
        number=known.number + 1 if known else 1,
        document=document,
        state=FormVersion.State.PUBLISHED,
        is_of_pack=True,
        changed_at=now,
        published_at=now,
    )
    return "created" if is_new else "updated"


def remove_sample(now: datetime) -> int:
    """Take sample forms away with the drafts of them; return how many."""
    samples = Form.objects.filter(is_sample=True)
    Draft.objects.filter(version__form__in=samples).delete()
    gone = samples.count()
    samples.delete()
    return gone
