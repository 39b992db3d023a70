"""What base/forms is told about surveys: whose answers they are, and where they lead back to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from meydan.base.forms.public import Purpose
from meydan.domains.participation.models import Consultation, Survey
from meydan.domains.participation.operations.surveys import take_response
from meydan.domains.participation.policies import hearing_policy


def _title(code: str) -> Mapping[str, str]:
    return Consultation.objects.filter(code=code).values_list("names", flat=True).first() or {}


def _back(code: str) -> str:
    return reverse("participation:hear", args=[code])


def _form(code: str) -> str:
    found = (
        Survey.objects.filter(consultation__code=code).values_list("version__form__code", flat=True).first()
    )
    return found or ""


def _may_assist(account: Any) -> bool:
    return hearing_policy.may(account, "enter")


FOR_SURVEYS = Purpose(
    take=take_response, title=_title, back=_back, form=_form, may_assist=_may_assist, has_own_end=True
)
