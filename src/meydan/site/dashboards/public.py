"""The door of this room."""

from meydan.site.dashboards.forms import SettingsForm
from meydan.site.dashboards.registry import (
    Drawn,
    NothingToShow,
    PanelKind,
    PanelKindAlreadyRegistered,
    Sheet,
    register_panel_kind,
)
from meydan.site.dashboards.scope import Scope

__all__ = [
    "Drawn",
    "NothingToShow",
    "PanelKind",
    "PanelKindAlreadyRegistered",
    "Scope",
    "SettingsForm",
    "Sheet",
    "register_panel_kind",
]
