"""Where rooms put their pages on the menu and say whether they show sample data."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise

Audience = Literal["public", "staff", "foot"]
Words = str | Promise

log = logging.getLogger(__name__)
SAMPLE_MEMORY_S = 5.0  # the banner may lag behind an import by this long


class NavItemAlreadyRegistered(Exception):
    """Two rooms claimed the same key on the same menu."""


@dataclass(frozen=True, kw_only=True)
class NavItem:
    """
    One entry of the public menu, the staff menu or the foot; no ``roles`` means it is for all of them.

    ``seldom`` folds an entry that few people need on most days under "More", so that a menu stays one line.
    ``also`` are beginnings of other addresses whose pages belong to the entry.
    """

    audience: Audience
    key: str
    label: Words
    url_name: str
    order: int
    icon: str = ""
    roles: tuple[str, ...] = ()
    seldom: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Banner:
    """A line above every page about something in force now, and where to read more."""

    word: Words
    text: Words
    href: str
    state: Literal["watch", "bad"] = "watch"


_items: dict[tuple[Audience, str], NavItem] = {}
_banner_sources: list[Callable[[], Sequence[Banner]]] = []
_sample_checks: list[Callable[[], bool]] = []
_sample_answer: tuple[float, bool] | None = None


def register_nav(item: NavItem) -> None:
    """
    Put a page on a menu; call it in ``apps.ready()``.

    :raises NavItemAlreadyRegistered: if another entry holds the key
    """
    standing = _items.setdefault((item.audience, item.key), item)
    if standing != item:
        raise NavItemAlreadyRegistered(f"{item.audience} menu: {item.key!r} is {standing.url_name!r} already")


def nav_items(audience: Audience) -> list[NavItem]:
    """The entries of a menu in their order."""
    return sorted((i for i in _items.values() if i.audience == audience), key=lambda i: (i.order, i.key))


def register_banner(source: Callable[[], Sequence[Banner]]) -> None:
    """
    Add a source of lines above every page; call it in ``apps.ready()``.

    It is asked for every page, so it remembers its answer for a moment instead of asking the database each time.
    """
    if source not in _banner_sources:
        _banner_sources.append(source)


def banners() -> list[Banner]:
    """
    The lines in force now, in the order in which rooms registered.

    A page that says what went wrong must not break for want of a line above it.
    """
    found: list[Banner] = []
    for source in _banner_sources:
        try:
            found += source()
        except Exception:
            log.exception("a line above every page could not be asked for")
    return found


def register_sample_check(check: Callable[[], bool]) -> None:
    """Add a question "do you hold sample rows?"; one yes puts the sample banner on every page."""
    if check not in _sample_checks:
        _sample_checks.append(check)


def holds_sample() -> bool:
    """Whether any room holds sample rows; the answer is remembered for a few seconds."""
    global _sample_answer
    moment = time.monotonic()
    if _sample_answer is None or moment - _sample_answer[0] > SAMPLE_MEMORY_S:
        _sample_answer = (moment, any(check() for check in _sample_checks))
    return _sample_answer[1]


def forget_sample_answer() -> None:
    """Ask again at the next page, for instance after the sample rows were removed."""
    global _sample_answer
    _sample_answer = None
