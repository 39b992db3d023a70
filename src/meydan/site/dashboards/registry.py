"""The kinds of panels; any room may bring one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from django import forms
from django.utils.functional import Promise

from meydan.site.dashboards.scope import Scope

Words = str | Promise
Cell = str | int | float | None


class PanelKindAlreadyRegistered(Exception):
    """Two rooms claimed the same kind."""


class PanelKindUnknown(LookupError):
    """No room brings a kind of this name."""


class SettingsRefused(ValueError):
    """Settings that do not fit their kind; the message says where."""


class NothingToShow(Exception):
    """There is nothing to draw; the message, in the reader's language, says why or what comes next."""


@dataclass(frozen=True)
class Sheet:
    """The values of a panel as a table for machines: times in UTC, ISO 8601, numbers as they are."""

    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Drawn:
    """
    What a panel shows.

    :param told: what its template reads as ``told``
    :param title: its title while nobody has written one
    :param is_sample: whether anything in it was generated
    :param sheet: gives the same values for machines; asked only when a file is wanted
    """

    told: dict[str, Any]
    title: str = ""
    is_sample: bool = False
    sheet: Callable[[], Sheet] | None = None


@dataclass(frozen=True, kw_only=True)
class PanelKind:
    """
    A kind of panel.

    :param settings: a frozen msgspec struct that forbids unknown fields and bounds every text and list
    :param form: a :class:`~meydan.site.dashboards.forms.SettingsForm` that writes those settings
    :param draw: reads what the scope lets through and nothing else
    :raises NothingToShow: from ``draw``, when there is nothing
    """

    code: str
    label: Words
    about: Words
    icon: str
    settings: type[msgspec.Struct]
    form: type[forms.Form]
    draw: Callable[[Any, Scope], Drawn]
    template: str
    # How wide a new one is.
    width: str = "medium"
    order: int = 100


_kinds: dict[str, PanelKind] = {}


def register_panel_kind(kind: PanelKind) -> None:
    """
    Offer a kind of panel; call it in ``apps.ready()``.

    :raises PanelKindAlreadyRegistered: if another kind holds the code
    """
    standing = _kinds.setdefault(kind.code, kind)
    if standing is not kind:
        raise PanelKindAlreadyRegistered(kind.code)


def kinds() -> list[PanelKind]:
    """Every kind in the order in which they are offered."""
    return sorted(_kinds.values(), key=lambda kind: (kind.order, kind.code))


def kind_named(code: str) -> PanelKind:
    """
    The kind of this code.

    :raises PanelKindUnknown: if there is none
    """
    try:
        return _kinds[code]
    except KeyError:
        raise PanelKindUnknown(code) from None


def read_settings(kind: PanelKind, raw: object) -> Any:
    """
    Settings as their kind understands them.

    :raises SettingsRefused: if a field is unknown, missing, of another type or out of its bounds
    """
    try:
        return msgspec.convert(raw, kind.settings, strict=True)
    except msgspec.ValidationError as fault:
        raise SettingsRefused(f"{kind.code}: {fault}") from fault
