"""The boxes with which staff write a form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meydan.base.forms.engine.definition import KINDS
from meydan.base.forms.engine.editing import lines_of, parts_of_lines
from meydan.base.forms.engine.flaws import CODE

KIND_WORDS = {
    "text": _("A line of text"),
    "long_text": _("Longer text"),
    "number": _("A number with a unit"),
    "money": _("An amount of money"),
    "date": _("A day"),
    "choice": _("One of several"),
    "choices": _("Several of several"),
    "yes_no": _("Yes or no"),
    "person_id": _("An identity number"),
    "phone": _("A phone number"),
    "email": _("An e-mail address"),
    "address": _("An address"),
    "parcel": _("A parcel"),
    "point": _("A place on the map"),
    "photo": _("Photos"),
    "file": _("Papers"),
    "sketch": _("A sketch"),
    "signature": _("A signature"),
    "payment": _("A payment"),
    "appointment": _("An appointment"),
    "group": _("A list that repeats"),
}
LANGUAGES = (("tr", _("Turkish")), ("fa", _("Persian")), ("en", _("English")))
LINES = _("One a line: code | Turkish | Persian | English")
PLAIN_TEXTS = ("section", "page", "group", "unit", "source", "source_key", "law", "id_kind", "service")
LOGIC = ("show_if", "required_if", "value", "amount")


def _code_box(label: Any) -> forms.RegexField:
    fault = {"invalid": _("Small letters, digits and _, beginning with a letter.")}
    widget = forms.TextInput({"dir": "ltr", "autocomplete": "off"})
    return forms.RegexField(CODE, label=label, max_length=40, error_messages=fault, widget=widget)


def _names(box: forms.Form, stem: str, label: Any, *, is_required: bool) -> None:
    for code, language in LANGUAGES:
        widget = forms.TextInput({"dir": "rtl" if code == "fa" else "ltr", "lang": code})
        box.fields[f"{stem}_{code}"] = forms.CharField(
            label=f"{label} ({language})", max_length=300, required=is_required, widget=widget
        )


def _said(cleaned: Mapping[str, Any], stem: str) -> dict[str, str]:
    return {code: str(cleaned[f"{stem}_{code}"]) for code, _language in LANGUAGES}


class NewForm(forms.Form):
    """A new form: its code and its names."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["code"] = _code_box(_("Code"))
        _names(self, "names", _("Name"), is_required=True)

    @property
    def document(self) -> dict[str, Any]:
        """A form that asks one thing, to begin with."""
        names = _said(self.cleaned_data, "names")
        return {
            "code": self.cleaned_data["code"],
            "names": names,
            "section": [{"code": "main", "names": names}],
            "field": [],
        }


class HeadForm(forms.Form):
    """Names, sections and titles of pages."""

    def __init__(self, *args: Any, document: Mapping[str, Any], **options: Any) -> None:
        options["initial"] = {
            **{f"names_{code}": document.get("names", {}).get(code, "") for code, _ in LANGUAGES},
            **{f"about_{code}": document.get("about", {}).get(code, "") for code, _ in LANGUAGES},
            "sections": lines_of(document.get("section", [])),
            "pages": lines_of(document.get("page", [])),
        }
        super().__init__(*args, **options)
        _names(self, "names", _("Name"), is_required=True)
        _names(self, "about", _("What it is for"), is_required=False)
        lines = {"widget": forms.Textarea({"rows": 5, "dir": "auto", "class": "source"}), "help_text": LINES}
        self.fields["sections"] = forms.CharField(label=_("Sections"), **lines)  # type: ignore[arg-type]
        self.fields["pages"] = forms.CharField(label=_("Titles of pages"), required=False, **lines)  # type: ignore[arg-type]

    @property
    def parts(self) -> dict[str, Any]:
        """What was written, as ``with_head`` takes it."""
        said = self.cleaned_data
        return {
            "names": _said(said, "names"),
            "about": _said(said, "about"),
            "sections": parts_of_lines(said["sections"]),
            "pages": parts_of_lines(said["pages"]),
        }


class FieldForm(forms.Form):
    """One field of a form."""

    kind = forms.ChoiceField(label=_("What is asked"), choices=[(kind, KIND_WORDS[kind]) for kind in KINDS])
    required = forms.BooleanField(label=_("An answer must be given"), required=False)
    choice = forms.CharField(
        label=_("Answers to choose from"),
        required=False,
        help_text=LINES,
        widget=forms.Textarea({"rows": 4, "dir": "auto", "class": "source"}),
    )
    least = forms.DecimalField(label=_("At least"), required=False)
    most = forms.DecimalField(label=_("At most"), required=False)
    decimals = forms.IntegerField(
        label=_("Digits after the decimal mark"), required=False, min_value=0, max_value=6
    )

    def __init__(self, *args: Any, field: Mapping[str, Any], **options: Any) -> None:
        options["initial"] = {
            **{
                key: field.get(key, "")
                for key in (*PLAIN_TEXTS, *LOGIC, "least", "most", "decimals", "kind", "code")
            },
            **{f"names_{code}": field.get("names", {}).get(code, "") for code, _ in LANGUAGES},
            **{f"about_{code}": field.get("about", {}).get(code, "") for code, _ in LANGUAGES},
            "required": field.get("required", True),
            "choice": lines_of(field.get("choice", [])),
        }
        super().__init__(*args, **options)
        self.was = field
        self.fields["code"] = _code_box(_("Code"))
        _names(self, "names", _("Question"), is_required=True)
        _names(self, "about", _("Hint"), is_required=False)
        labels = {
            "section": _("Section"), "page": _("Page it shares"), "group": _("List it belongs to"), "unit": _("Unit"),
            "source": _("Register"), "source_key": _("Asked by the answer to"), "law": _("Law"),
            "id_kind": _("Kind of number"), "service": _("Appointments for the service"), "show_if": _("Shown if"),
            "required_if": _("Needed if"), "value": _("Worked out as"), "amount": _("Amount to pay"),
        }  # fmt: skip
        for key, label in labels.items():
            widget = forms.TextInput({"dir": "ltr", "autocomplete": "off"})
            self.fields[key] = forms.CharField(label=label, required=False, max_length=500, widget=widget)
        order = ["code", "kind", *(f"names_{code}" for code, _ in LANGUAGES), "required"]
        self.order_fields(
            [*order, *(f"about_{code}" for code, _ in LANGUAGES), "choice", "show_if", "required_if"]
        )

    @property
    def field(self) -> dict[str, Any]:
        """The field as the document keeps it: what is empty is left out."""
        said = self.cleaned_data
        found: dict[str, Any] = {"code": said["code"], "kind": said["kind"], "names": _said(said, "names")}
        about = _said(said, "about")
        found |= {"about": about} if any(about.values()) else {}
        found |= {"required": False} if not said["required"] else {}
        found |= {key: said[key].strip() for key in (*PLAIN_TEXTS, *LOGIC) if said[key].strip()}
        found |= {key: str(said[key]) for key in ("least", "most") if said[key] is not None}
        found |= {"decimals": said["decimals"]} if said["decimals"] else {}
        found |= {"choice": parts_of_lines(said["choice"])} if said["choice"].strip() else {}
        return found
