"""
A dashboard while it is being composed.

The whole draft travels with the form: each panel as a line of JSON in a hidden field, one of them opened as fields.
Nothing is kept on the server before somebody saves, so leaving the page is the way to undo.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

import msgspec
from django.core.exceptions import BadRequest
from django.http import QueryDict

from meydan.base.locale.public import LANGUAGES
from meydan.site.dashboards.models import MOST_PANELS, Dashboard, Panel
from meydan.site.dashboards.operations import PanelRow
from meydan.site.dashboards.registry import (
    PanelKind,
    PanelKindUnknown,
    SettingsRefused,
    kind_named,
    read_settings,
)

LONGEST_LINE = 40_000
Title = Annotated[str, msgspec.Meta(max_length=120)]


class PanelDraft(msgspec.Struct, forbid_unknown_fields=True):
    """A panel as it travels; its settings were held against their kind when it was read."""

    kind: Annotated[str, msgspec.Meta(max_length=40)]
    width: Literal["small", "medium", "large"] = "medium"
    titles: dict[Literal["tr", "fa", "en"], Title] = {}
    settings: dict[str, Any] = {}

    @property
    def line(self) -> str:
        """The panel as one line of JSON."""
        return msgspec.json.encode(self).decode()

    @property
    def known(self) -> PanelKind | None:
        """Its kind, while a room brings it."""
        try:
            return kind_named(self.kind)
        except PanelKindUnknown:
            return None

    @property
    def row(self) -> PanelRow:
        """The panel as it is kept."""
        return PanelRow(
            self.kind, self.width, {str(k): words for k, words in self.titles.items()}, dict(self.settings)
        )

    @property
    def whole(self) -> dict[str, Any]:
        """Its settings with what they leave to their kind; as they are when they do not fit it."""
        try:
            return dict(msgspec.to_builtins(read_settings(kind_named(self.kind), self.settings)))
        except (PanelKindUnknown, SettingsRefused):
            return self.settings

    def is_sound(self) -> bool:
        """Whether it could be kept as it stands."""
        try:
            read_settings(kind_named(self.kind), self.settings)
        except (PanelKindUnknown, SettingsRefused):
            return False
        return True


@dataclass
class Draft:
    """The panels in their order, which of them is open (0 is the first), and the version that was read."""

    panels: list[PanelDraft] = field(default_factory=list)
    opened: int | None = None
    version: int = 0

    @property
    def is_full(self) -> bool:
        """Whether no more panels fit."""
        return len(self.panels) >= MOST_PANELS

    @property
    def open_panel(self) -> PanelDraft | None:
        """The panel whose fields are shown."""
        return None if self.opened is None else self.panels[self.opened]

    def add(self, code: str) -> None:
        """
        A new panel of a kind at the end, open.

        :raises PanelKindUnknown: if there is no such kind
        """
        kind = kind_named(code)
        if self.is_full:
            return
        fresh = msgspec.to_builtins(msgspec.convert({}, kind.settings))
        self.panels.append(PanelDraft(kind.code, kind.width, {}, fresh))  # type: ignore[arg-type]
        self.opened = len(self.panels) - 1

    def move(self, place: int, by: int) -> None:
        """Change a panel with its neighbour; the open one stays open."""
        there = place + by
        if not (0 <= place < len(self.panels) and 0 <= there < len(self.panels)):
            return
        self.panels[place], self.panels[there] = self.panels[there], self.panels[place]
        self.opened = (
            {place: there, there: place}.get(self.opened, self.opened) if self.opened is not None else None
        )

    def drop(self, place: int) -> None:
        """Take a panel out."""
        if not 0 <= place < len(self.panels):
            return
        del self.panels[place]
        if self.opened is not None:
            self.opened = None if self.opened == place else self.opened - (self.opened > place)

    def show(self, place: int) -> None:
        """Open the fields of a panel; a place that is not there closes them."""
        self.opened = place if 0 <= place < len(self.panels) else None


def draft_of(panels: Iterable[Panel], version: int) -> Draft:
    """A draft of what is kept; settings that do not fit any more come as they are, to be mended or removed."""
    drafts = [
        PanelDraft(
            panel.kind,
            panel.width,  # type: ignore[arg-type]
            {code: words for code, words in panel.titles.items() if code in LANGUAGES},
            dict(panel.settings),
        )
        for panel in panels
    ]
    return Draft(drafts, None, version)


def read_draft(post: QueryDict) -> Draft:
    """
    The draft that came with a form.

    :raises BadRequest: if a line is not a panel; only whoever wrote the form by hand can send one
    """
    lines = post.getlist("panel")
    if len(lines) > MOST_PANELS or any(len(line) > LONGEST_LINE for line in lines):
        raise BadRequest("too many or too long panels")
    try:
        panels = [msgspec.json.decode(line, type=PanelDraft) for line in lines]
    except (msgspec.MsgspecError, RecursionError) as fault:
        raise BadRequest("a panel could not be read") from fault
    opened = _number(post.get("opened", ""))
    version = _number(post.get("version", "")) or 0
    return Draft(panels, opened if opened is not None and opened < len(panels) else None, version)


def _number(words: str) -> int | None:
    return int(words) if words.isascii() and words.isdigit() and len(words) < 10 else None


def names_shown(found: Dashboard | None) -> dict[str, Any]:
    """What a form about a dashboard shows before anybody writes."""
    if found is None:
        return {"visibility": Dashboard.Visibility.MINE}
    shown = {f"name_{code}": found.names.get(code, "") for code in LANGUAGES}
    shown |= {f"about_{code}": found.about.get(code, "") for code in LANGUAGES}
    unit = found.unit.code if found.unit else ""
    return {**shown, "visibility": found.visibility, "unit": unit, "is_embeddable": found.is_embeddable}
