"""A note: plain text with headings, lists and links."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
import nh3
from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meydan.base.locale.public import LANGUAGES, text
from meydan.site.dashboards.engine.notes import note_html
from meydan.site.dashboards.forms import LANGUAGE_NAMES, SettingsForm
from meydan.site.dashboards.registry import Drawn, NothingToShow, PanelKind
from meydan.site.dashboards.scope import Scope

LONGEST = 4000
Words = Annotated[str, msgspec.Meta(max_length=LONGEST)]
TAGS = {"a", "br", "h3", "h4", "li", "p", "strong", "ul"}
HOW = gettext_lazy("# heading, - item, **bold**, [words](address); an empty line begins a new paragraph.")


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The note in each language."""

    tr: Words = ""
    fa: Words = ""
    en: Words = ""


class TextForm(SettingsForm):
    """The note."""

    tr = forms.CharField(
        label=LANGUAGE_NAMES["tr"],
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"lang": "tr", "dir": "ltr"}),
        help_text=HOW,
    )
    fa = forms.CharField(
        label=LANGUAGE_NAMES["fa"],
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"lang": "fa", "dir": "rtl"}),
    )
    en = forms.CharField(
        label=LANGUAGE_NAMES["en"],
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"lang": "en", "dir": "ltr"}),
    )

    def settings(self) -> dict[str, Any]:
        """Lines end alike, however the browser sent them."""
        return {language: self.cleaned_data.get(language, "").replace("\r\n", "\n") for language in LANGUAGES}

    def clean(self) -> dict[str, Any]:
        """Something must be written."""
        if not any(self.cleaned_data.get(language) for language in LANGUAGES):
            self.add_error("tr", _("Write the note, in one language at least."))
        return super().clean()


def draw(settings: Settings, scope: Scope) -> Drawn:
    """The note in the reader's language, else in one that was written."""
    words = text(msgspec.structs.asdict(settings))
    if not words.strip():
        raise NothingToShow(_("Nothing is written here yet."))
    return Drawn(told={"html": clean_note(words)})


def clean_note(words: str) -> SafeString:
    """A note as HTML that a stranger may have written: marked up by us, then washed once more."""
    washed = nh3.clean(
        note_html(words), tags=TAGS, attributes={"a": {"href"}}, link_rel="noopener noreferrer nofollow",
        url_schemes={"https", "http", "mailto", "tel"},
    )  # fmt: skip
    return SafeString(washed)


KIND = PanelKind(
    code="text", order=70, icon="file", settings=Settings, form=TextForm, draw=draw,
    label=gettext_lazy("Words"), about=gettext_lazy("Words of your own, with headings and links."),
    template="dashboards/panels/text.html",
)  # fmt: skip
