"""What comes in when somebody composes a dashboard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meydan.base.locale.public import LANGUAGES, fold, text
from meydan.base.people.public import Account, OrgUnit
from meydan.site.dashboards.models import Dashboard, Panel
from meydan.site.dashboards.policies import dashboard_policy
from meydan.site.dashboards.registry import PanelKind, SettingsRefused, read_settings
from meydan.site.dashboards.scope import Scope

LONGEST_NAME = 120
LONGEST_ABOUT = 300
LANGUAGE_NAMES = {"tr": "Türkçe", "fa": "فارسی", "en": "English"}
RESERVED = {"new", "edit", "remove"}


class SettingsForm(forms.Form):
    """
    The settings of one kind of panel; field names are those of its struct.

    A kind whose fields differ from its struct overrides :meth:`shown` and :meth:`settings`. ``panel_kind`` is set by
    the page before the form is asked anything.
    """

    panel_kind: PanelKind

    def __init__(self, *args: Any, scope: Scope, **options: Any) -> None:
        super().__init__(*args, **options)
        self.scope = scope
        self.offer()

    def offer(self) -> None:
        """Fill the lists to choose from with what the scope lets through."""

    @staticmethod
    def shown(settings: Mapping[str, Any]) -> dict[str, Any]:
        """Stored settings as the fields show them."""
        return dict(settings)

    def settings(self) -> dict[str, Any]:
        """What the fields say, as settings."""
        return dict(self.cleaned_data)

    def clean(self) -> dict[str, Any]:
        """Hold the answers against the struct, so that nothing is kept that could not be drawn."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                read_settings(self.panel_kind, self.settings())
            except SettingsRefused:
                raise forms.ValidationError(
                    _("These answers do not fit together. Look at each of them again.")
                ) from None
        return cleaned

    def choose(self, name: str, choices: Any) -> None:
        """Give a list its choices."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - a kind's own mistake, not a visitor's
        field.choices = choices


def _words(language: str, longest: int) -> forms.CharField:
    """One line in a language, laid out as that language is written whatever the page's own."""
    side = {"lang": language, "dir": "rtl" if language == "fa" else "ltr"}
    return forms.CharField(
        label=LANGUAGE_NAMES[language], required=False, max_length=longest, widget=forms.TextInput(side)
    )


class DashboardForm(forms.Form):
    """Name, address, who sees it."""

    name_tr = _words("tr", LONGEST_NAME)
    name_fa = _words("fa", LONGEST_NAME)
    name_en = _words("en", LONGEST_NAME)
    about_tr = _words("tr", LONGEST_ABOUT)
    about_fa = _words("fa", LONGEST_ABOUT)
    about_en = _words("en", LONGEST_ABOUT)
    key = forms.RegexField(
        r"^[a-z0-9][a-z0-9-]{1,59}$",
        label=gettext_lazy("Word in its address"),
        required=False,
        help_text=gettext_lazy(
            "Small Latin letters, figures and hyphens. Left empty, it is made from the name."
        ),
        error_messages={
            "invalid": gettext_lazy("Use small Latin letters, figures and hyphens: air-in-our-street")
        },
    )
    visibility = forms.ChoiceField(label=gettext_lazy("Who sees it"), choices=Dashboard.Visibility.choices)
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), required=False)
    is_embeddable = forms.BooleanField(
        label=gettext_lazy("Other sites may show it in a frame"), required=False
    )

    def __init__(self, *args: Any, account: Account, is_new: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.account = account
        units = OrgUnit.objects.order_by("path").values_list("code", "names")
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [("", "—"), *((code, text(names)) for code, names in units)]
        if not is_new:
            del self.fields["key"]

    def clean_key(self) -> str:
        """Refuse words that are pages of their own."""
        key = str(self.cleaned_data["key"])
        if key in RESERVED:
            raise forms.ValidationError(_("This word is taken by a page of its own. Choose another."))
        return key

    def clean_visibility(self) -> str:
        """Publishing is for whoever answers for a unit."""
        chosen = str(self.cleaned_data["visibility"])
        if chosen == Dashboard.Visibility.PUBLIC and not dashboard_policy.may(self.account, "publish"):
            raise forms.ValidationError(
                _(
                    "A manager publishes it for everybody. Show it to your colleagues, and ask the manager of the unit."
                )
            )
        return chosen

    def clean(self) -> dict[str, Any]:
        """A name in one language at least; a frame only for what everybody sees."""
        cleaned = super().clean() or self.cleaned_data
        if not any(cleaned.get(f"name_{language}") for language in LANGUAGES):
            self.add_error(f"name_{LANGUAGES[0]}", _("Give it a name, in one language at least."))
        is_public = cleaned.get("visibility") == Dashboard.Visibility.PUBLIC
        if cleaned.get("is_embeddable") and not is_public and "visibility" in cleaned:
            self.add_error("is_embeddable", _("Only what everybody sees can stand on other sites."))
        return cleaned

    def in_languages(self, stem: str) -> dict[str, str]:
        """The answers of three fields as one text in languages."""
        found = {language: self.cleaned_data.get(f"{stem}_{language}", "") for language in LANGUAGES}
        return {language: words for language, words in found.items() if words}


class PanelForm(forms.Form):
    """Title and width of a panel, whatever its kind."""

    title_tr = _words("tr", LONGEST_NAME)
    title_fa = _words("fa", LONGEST_NAME)
    title_en = _words("en", LONGEST_NAME)
    width = forms.ChoiceField(label=gettext_lazy("Width"), choices=Panel.Width.choices)

    def titles(self) -> dict[str, str]:
        """The titles that were written."""
        found = {language: self.cleaned_data.get(f"title_{language}", "") for language in LANGUAGES}
        return {language: words for language, words in found.items() if words}


def key_from(names: Mapping[str, str]) -> str:
    """A word for the address from the name: the letters of the Latin alphabet in it, or ``board``."""
    for language in ("en", "tr", "fa"):
        plain = "".join(c if c.isascii() and c.isalnum() else "-" for c in fold(names.get(language, "")))
        key = "-".join(part for part in plain.split("-") if part)[:50].strip("-")
        if len(key) > 1 and key not in RESERVED:
            return key
    return "board"
