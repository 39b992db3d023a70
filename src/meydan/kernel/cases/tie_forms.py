"""What an officer types to ask elsewhere about a case, or to tie it to another."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from meydan.base.locale.public import DayField, text
from meydan.base.people.public import OrgUnit
from meydan.kernel.cases.models import Case
from meydan.kernel.cases.operations.words import MAX_WORDS
from meydan.kernel.cases.queries.cases import CaseUnknown, by_code, services

WORDS: dict[str, Any] = {"max_length": MAX_WORDS, "required": False, "widget": forms.Textarea({"rows": 2})}


class UnitField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A unit, by its name in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the unit's name."""
        return text(obj.names)


class ReferForm(forms.Form):
    """Where a case is asked about, by which letter, and by when an answer is expected."""

    unit = UnitField(OrgUnit.objects.order_by("path"), label=_("A unit of the municipality"), required=False)
    institution = forms.CharField(label=_("Or an outside institution"), max_length=200, required=False)
    letter_number = forms.CharField(label=_("Number of the letter"), max_length=80, required=False)
    letter_on = DayField(label=_("Day of the letter"))
    due_on = DayField(label=_("Answer expected by"), required=False)
    words = forms.CharField(label=_("What is asked"), **WORDS)


class AnswerForm(forms.Form):
    """The answer to a referral."""

    answered_on = DayField(label=_("Day of the answer"))
    answer_number = forms.CharField(label=_("Number of the answer"), max_length=80, required=False)
    words = forms.CharField(label=_("What they answered"), **WORDS)


class OriginForm(forms.Form):
    """From where a case came, and its number and term there."""

    institution = forms.CharField(label=_("Institution"), max_length=200)
    number = forms.CharField(label=_("Its number there"), max_length=80)
    received_on = DayField(label=_("Received on"))
    due_on = DayField(label=_("Its last day there"), required=False)


class OtherCaseField(forms.CharField):
    """The code of another case."""

    def clean(self, value: Any) -> Case:
        """Return the case."""
        try:
            return by_code(super().clean(value))
        except CaseUnknown as absent:
            raise ValidationError(_("We know no case with this code."), code="unknown") from absent


class TieForm(forms.Form):
    """Another case, and how the two hang together."""

    CHILD, JOIN = "child", "join"
    other = OtherCaseField(label=_("Code of the other case"), max_length=20)
    how = forms.ChoiceField(
        label=_("How they hang together"),
        choices=[
            (JOIN, _("This one repeats the other: join it to it")),
            (CHILD, _("The other is a child of this one")),
        ],
        widget=forms.RadioSelect,
    )
    must_close = forms.BooleanField(label=_("This case ends only after the child"), required=False)
    words = forms.CharField(label=_("Why"), **WORDS)


class BesideForm(forms.Form):
    """A new case beside this one."""

    service = forms.ChoiceField(label=_("Service"))
    words = forms.CharField(label=_("What it is about"), **WORDS)
    how = forms.ChoiceField(
        label=_("Why a second case"),
        choices=[
            ("split", _("The report is about two things; whoever reported follows both")),
            ("child", _("Our own work that belongs to this case")),
        ],
        widget=forms.RadioSelect,
    )
    must_close = forms.BooleanField(label=_("This case ends only after the child"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = cast(forms.ChoiceField, self.fields["service"])
        choice.choices = [(one.code, text(one.names)) for one in services(public_only=False)]
