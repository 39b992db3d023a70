"""Panels as a page shows them: each drawn by its kind, and one that fails does not take the page with it."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.utils.translation import gettext as _

from meydan.base.locale.public import text
from meydan.site.dashboards.registry import (
    Drawn,
    NothingToShow,
    PanelKind,
    PanelKindUnknown,
    SettingsRefused,
    Sheet,
    kind_named,
    read_settings,
)
from meydan.site.dashboards.scope import Scope

log = logging.getLogger(__name__)


class PanelLike(Protocol):
    """A stored panel, or one that is still being composed."""

    kind: str
    width: str
    titles: dict[str, str]
    settings: dict[str, Any]


@dataclass(frozen=True)
class Shown:
    """One panel on the page; ``remark`` stands in place of what could not be drawn."""

    number: int
    width: str
    title: str
    template: str = ""
    told: dict[str, Any] = field(default_factory=dict)
    is_sample: bool = False
    has_file: bool = False
    remark: str = ""


def draw_panels(panels: Iterable[PanelLike], scope: Scope) -> list[Shown]:
    """Every panel in its order."""
    return [draw_panel(panel, number, scope) for number, panel in enumerate(panels, start=1)]


def draw_panel(panel: PanelLike, number: int, scope: Scope) -> Shown:
    """One panel, or the sentence that stands in its place."""
    title = text(panel.titles)
    try:
        kind, drawn = _drawn(panel, scope)
    except NothingToShow as nothing:
        return Shown(number, panel.width, title or _label(panel.kind), remark=str(nothing))
    except (PanelKindUnknown, SettingsRefused):
        remark = _(
            "This part was made for something that is not here any more. Whoever keeps the page can mend it."
        )
        return Shown(number, panel.width, title or _label(panel.kind), remark=remark)
    except Exception:
        # Whatever broke, the reader gets the rest of the page, and the log gets the fault.
        log.exception("panel %s of kind %s could not be drawn", number, panel.kind)
        remark = _(
            "This part cannot be shown just now. The rest of the page is complete; try again in a while."
        )
        return Shown(number, panel.width, title or _label(panel.kind), remark=remark)
    return Shown(
        number,
        panel.width,
        title or drawn.title,
        kind.template,
        drawn.told,
        drawn.is_sample,
        drawn.sheet is not None,
    )


def sheet_of(panel: PanelLike, scope: Scope) -> tuple[Drawn, Sheet]:
    """
    The values of a panel for machines.

    :raises NothingToShow: if there is nothing, or the panel holds no values
    :raises PanelKindUnknown, SettingsRefused: if the panel does not fit its kind
    """
    _kind, drawn = _drawn(panel, scope)
    if drawn.sheet is None:
        raise NothingToShow(_("There are no values here to take away."))
    return drawn, drawn.sheet()


def _drawn(panel: PanelLike, scope: Scope) -> tuple[PanelKind, Drawn]:
    kind = kind_named(panel.kind)
    return kind, kind.draw(read_settings(kind, panel.settings), scope)


def _label(code: str) -> str:
    try:
        return str(kind_named(code).label)
    except PanelKindUnknown:
        return ""
