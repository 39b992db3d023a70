"""What people write about ideas, and what officers answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from meydan.base.locale.public import PhoneField, text, to_latin_digits
from meydan.base.packs.public import current
from meydan.domains.participation import house
from meydan.domains.participation.models import Stance, Status
from meydan.domains.participation.models.proposals import PROMISED, REASONED
from meydan.kernel.cases.public import PhotosField, cleaned_words, kinds_said, traces_in
from meydan.kernel.strategy.public import Action, public_plans

MOST_WORDS = 4000
ROWS = {"rows": 4}
PERSONAL = [("remove", _("Take them out for me")), ("keep", _("Publish my words as they are"))]


class PlainForm(forms.Form):
    """Words that are published; what tells who somebody is is pointed out before."""

    watched: tuple[str, ...] = ()
    personal = forms.ChoiceField(required=False, choices=PERSONAL, widget=forms.HiddenInput)

    @property
    def found(self) -> list[str]:
        """The kinds of personal data in what was written, while nobody has said what to do with them."""
        if self.cleaned_data.get("personal"):
            return []
        return kinds_said(traces_in(" \n".join(self.cleaned_data.get(name, "") for name in self.watched)))

    def said(self, name: str) -> str:
        """What was written, without personal data where that was chosen."""
        words = str(self.cleaned_data.get(name, ""))
        return cleaned_words(words) if self.cleaned_data.get("personal") == "remove" else words


class IdeaForm(PlainForm):
    """An idea: what, why, where, and photos."""

    watched = ("title", "what", "why", "address")
    title = forms.CharField(
        label=_("Your idea in one line"), max_length=140,
        error_messages={"required": _("Give your idea a name, so that it can be found.")},
    )  # fmt: skip
    category = forms.ChoiceField(label=pgettext_lazy("of an idea", "What is it about?"))
    what = forms.CharField(
        label=_("What should be done?"), max_length=MOST_WORDS, widget=forms.Textarea(ROWS),
        help_text=_("In any language. Please leave names and phones out: everybody will read it."),
        error_messages={"required": _("Write a few sentences, so that others can judge it.")},
    )  # fmt: skip
    why = forms.CharField(
        label=_("What would be better then?"),
        max_length=MOST_WORDS,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    address = forms.CharField(
        label=pgettext_lazy("of an idea", "Where?"), max_length=300, required=False,
        help_text=_("A street, a neighbourhood, or a place people know. Empty means the whole city."),
    )  # fmt: skip
    lon = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    photos = PhotosField(
        label=_("Photos"), required=False,
        help_text=_("Three at most. The place and phone data inside a photo are removed before it is kept."),
    )  # fmt: skip
    signed_as = forms.CharField(
        label=_("Sign it with"), max_length=80, required=False,
        help_text=_("A name that everybody sees. Leave it empty to stay unnamed."),
    )  # fmt: skip
    wants_news = forms.BooleanField(
        label=_("Write to me when something becomes of it"), required=False, initial=True
    )
    token = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["category"].choices = list(house.categories().items())  # type: ignore[attr-defined]


class CommentForm(PlainForm):
    """Words about an idea, and where they stand."""

    watched = ("words",)
    words = forms.CharField(
        label=_("What do you think?"), max_length=2000, widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Write a few words.")},
    )  # fmt: skip
    stance = forms.ChoiceField(
        label=_("Are you for it?"), choices=Stance.choices, initial=Stance.NEUTRAL, widget=forms.RadioSelect
    )
    signed_as = forms.CharField(label=_("Sign it with"), max_length=80, required=False)
    parent = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=10**15)


class FlagForm(forms.Form):
    """Which rule something breaks."""

    rule = forms.ChoiceField(label=_("What is wrong with it?"))
    words = forms.CharField(label=_("In your words"), max_length=500, required=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["rule"].choices = list(house.rules().items())  # type: ignore[attr-defined]


class HideForm(FlagForm):
    """Which rule something breaks, and why in the officer's own words."""

    reason = forms.CharField(
        label=_("Why, in your words"), max_length=1000, widget=forms.Textarea({"rows": 2}),
        help_text=_("Its author reads this."),
    )  # fmt: skip

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        del self.fields["words"]


class AppealForm(forms.Form):
    """What an author has to say against a hiding."""

    words = forms.CharField(
        label=_("Why should it be shown?"), max_length=2000, widget=forms.Textarea({"rows": 3})
    )


class DecideForm(forms.Form):
    """What becomes of an appeal, and why."""

    verdict = forms.ChoiceField(
        label=_("Decision"), widget=forms.RadioSelect,
        choices=[("restore", _("Show it again")), ("uphold", _("It stays hidden"))],
    )  # fmt: skip
    words = forms.CharField(
        label=_("Why, in your words"), max_length=1000, widget=forms.Textarea({"rows": 2})
    )


class AnswerForm(forms.Form):
    """Where an idea goes next: a refusal says why, a promise names its action."""

    status = forms.ChoiceField(label=_("Answer"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("The city's words, in public"), max_length=MOST_WORDS, required=False, widget=forms.Textarea(ROWS),
        help_text=_("A refusal, whole or in part, says why."),
    )  # fmt: skip
    action = forms.ModelChoiceField(
        label=_("Action of the plan"), required=False, queryset=Action.objects.none(), to_field_name="code",
        help_text=_("What is accepted has one; the idea and the action then name each other."),
    )  # fmt: skip

    def __init__(self, *arguments: Any, steps: tuple[str, ...], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["status"].choices = [(step, Status(step).label) for step in steps]  # type: ignore[attr-defined]
        actions: Any = self.fields["action"]
        actions.queryset = Action.objects.filter(goal__plan__in=public_plans()).order_by("order", "pk")
        actions.label_from_instance = lambda one: f"{one.printed_code} · {text(one.names)}"

    def clean(self) -> dict[str, Any]:
        """The same that the database holds, said where it is typed."""
        said = super().clean() or {}
        if said.get("status") in REASONED and not said.get("words", "").strip():
            self.add_error("words", _("Write why: whoever had the idea is owed a reason."))
        if said.get("status") in PROMISED and said.get("status") != Status.DONE and not said.get("action"):
            self.add_error("action", _("Choose the action of the plan that carries it out."))
        return said


class RaiseForm(forms.Form):
    """The city's own proposal from what was reported."""

    title = forms.CharField(label=_("The idea in one line"), max_length=140)
    category = forms.ChoiceField(label=pgettext_lazy("of an idea", "What is it about?"))
    what = forms.CharField(
        label=_("What should be done?"), max_length=MOST_WORDS, widget=forms.Textarea(ROWS)
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["category"].choices = list(house.categories().items())  # type: ignore[attr-defined]


class IdeaPhoneForm(forms.Form):
    """A phone to be proven."""

    next = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["phone"] = PhoneField(
            region=current().country or "TR", label=_("Your phone"),
            help_text=_("One message with a code. The number is kept encrypted and never shown."),
        )  # fmt: skip


class IdeaCodeForm(IdeaPhoneForm):
    """The code that was sent to it."""

    proof = forms.CharField(
        label=_("The code in the message"), max_length=20,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code", "dir": "ltr"}),
        error_messages={"required": _("Write the code.")},
    )  # fmt: skip

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["phone"].widget = forms.HiddenInput()

    def clean_proof(self) -> str:
        """The digits, however they were typed."""
        return "".join(sign for sign in to_latin_digits(self.cleaned_data["proof"]) if sign.isdigit())


class LeaveForm(forms.Form):
    """What becomes of somebody's texts when they go."""

    words = forms.ChoiceField(
        label=_("What shall become of your words?"), widget=forms.RadioSelect, initial="keep",
        choices=[("keep", _("They stay, without my name")), ("take", _("They go too"))],
    )  # fmt: skip
