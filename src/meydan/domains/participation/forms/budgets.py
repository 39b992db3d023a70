"""What voters and staff write."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from meydan.base.locale.public import DayField, NumberField, to_latin_digits
from meydan.base.packs.public import current
from meydan.domains.participation.engine.ballot_secret import SECRET
from meydan.domains.participation.models import Budget, CountRule
from meydan.domains.participation.presentation.budgets import label

LANGUAGES = ("tr", "fa", "en")


class ChoiceForm(forms.Form):
    """Which projects."""

    projects = forms.TypedMultipleChoiceField(
        label=_("Projects"), coerce=int, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose one project at least.")},
    )  # fmt: skip

    def __init__(self, *arguments: Any, budget: Budget, **options: Any) -> None:
        super().__init__(*arguments, **options)
        choices = [(one.number, label(one)) for one in budget.projects.order_by("number")]
        self.fields["projects"].choices = choices  # type: ignore[attr-defined]


class CodeForm(ChoiceForm):
    """The same choice, hidden, with the code that casts it."""

    code = forms.CharField(
        label=_("Your voting code"), max_length=60, help_text=_("Sixteen letters and digits, from your letter."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "dir": "ltr"}),
        error_messages={"required": _("Write the voting code.")},
    )  # fmt: skip
    secret = forms.CharField(widget=forms.HiddenInput, validators=[RegexValidator(f"^{SECRET.pattern}$")])

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["projects"].widget = forms.MultipleHiddenInput()


class CounterForm(ChoiceForm):
    """A voter at the counter says code and choice."""

    code = forms.CharField(label=_("Voting code"), max_length=60, widget=forms.TextInput({"dir": "ltr"}))


class SheetForm(forms.Form):
    """The code of somebody who takes a sheet."""

    code = forms.CharField(label=_("Voting code"), max_length=60, widget=forms.TextInput({"dir": "ltr"}))


class PaperForm(ChoiceForm):
    """What stands on a sheet."""

    number = NumberField(label=_("Number on the sheet"), min_value=1, max_value=99_999)


class ReceiptForm(forms.Form):
    """A receipt that somebody looks for."""

    receipt = forms.CharField(label=_("Your receipt"), max_length=80, widget=forms.TextInput({"dir": "ltr"}))

    def clean_receipt(self) -> str:
        """As it is stored."""
        return "".join(to_latin_digits(self.cleaned_data["receipt"]).lower().split())


class CodesForm(forms.Form):
    """How many codes are drawn."""

    many = NumberField(label=_("How many codes?"), min_value=1, max_value=20_000)


class ExtendForm(forms.Form):
    """A later last day, and why."""

    closes_on = DayField(label=_("New last day"))
    reason = forms.CharField(label=_("Reason, in public"), max_length=500, widget=forms.Textarea({"rows": 2}))

    @property
    def closes_at(self) -> datetime:
        """The last moment of that day."""
        return last_moment(self.cleaned_data["closes_on"])


class NamedForm(forms.Form):
    """Names in the city's languages, the city's own first."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        names, own = dict(settings.LANGUAGES), current().default_language
        for code in sorted(LANGUAGES, key=lambda one: one != own):
            attributes = {"lang": code, "dir": "rtl" if code == "fa" else "ltr"}
            self.fields[f"name_{code}"] = forms.CharField(
                label=_("Name (%(language)s)") % {"language": names[code]}, max_length=120, required=code == own,
                widget=forms.TextInput(attributes),
            )  # fmt: skip

    @property
    def names(self) -> dict[str, str]:
        """What was written, by language."""
        return {code: said for code in LANGUAGES if (said := self.cleaned_data[f"name_{code}"].strip())}


class ProjectForm(NamedForm):
    """A project and its price."""

    cost = NumberField(label=_("What it costs"), min_value=1)

    @property
    def stored(self) -> int:
        """The cost in the stored unit."""
        return stored_money(self.cleaned_data["cost"])


class BudgetForm(NamedForm):
    """What there is, how it is counted, from when until when."""

    code = forms.SlugField(
        label=_("Short name in the address"), max_length=60, widget=forms.TextInput({"dir": "ltr"})
    )
    amount = NumberField(label=_("Money to decide about"), min_value=1)
    rule = forms.ChoiceField(
        label=_("Rule that decides"), choices=CountRule.choices, initial=CountRule.EQUAL_SHARES
    )
    within_amount = forms.BooleanField(
        label=_("One ballot may cost as much as there is, and no more"), required=False, initial=True
    )
    opens_on = DayField(label=_("First day of voting"))
    closes_on = DayField(label=_("Last day of voting"))

    def clean(self) -> dict[str, Any]:
        """The last day comes after the first."""
        said = super().clean() or {}
        if said.get("opens_on") and said.get("closes_on") and said["closes_on"] < said["opens_on"]:
            self.add_error("closes_on", _("The last day is before the first."))
        if Budget.objects.filter(code=said.get("code", "")).exists():
            self.add_error("code", _("Another budget has this short name."))
        return said

    @property
    def facts(self) -> dict[str, Any]:
        """What ``make_budget`` wants."""
        said = self.cleaned_data
        return {
            "code": said["code"], "names": self.names, "amount": stored_money(said["amount"]), "rule": said["rule"],
            "within_amount": said["within_amount"], "closes_at": last_moment(said["closes_on"]),
            "opens_at": datetime.combine(said["opens_on"], time(0), tzinfo=settings.CITY_ZONE),
        }  # fmt: skip


def last_moment(day: Any) -> datetime:
    """The end of a day in the city."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=settings.CITY_ZONE)


def stored_money(typed: float) -> int:
    """What was typed in the unit people say, in the unit that is stored."""
    return round(typed * current().money.factor)
