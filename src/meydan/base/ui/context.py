"""What every page knows: the city, the menus, the languages, whether it shows samples."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, gettext

from meydan.base.locale.public import text
from meydan.base.packs.public import current
from meydan.base.people.public import roles_of
from meydan.base.ui.registry import Audience, Banner, NavItem, Words, banners, holds_sample, nav_items
from meydan.base.ui.theme import stylesheet

SHORT_NAMES = {"tr": "TR", "en": "EN", "fa": "فا"}


@dataclass(frozen=True)
class NavEntry:
    """An entry of a menu as one page shows it."""

    key: str
    label: Words
    href: str
    icon: str
    active: bool
    seldom: bool = False


@dataclass(frozen=True)
class LanguageChoice:
    """A language of the switch: its code, its short sign and its own name for itself."""

    code: str
    sign: str
    name: str
    active: bool


class Page:
    """Worked out only when a template asks, so that a page that shows no menu pays for none."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def city_name(self) -> str:
        """The name of the city in the reader's language; a portal stands for many and calls itself so."""
        if settings.MEYDAN_ROLE == "portal":
            return gettext("Portal of cities")
        return text(current().names)

    @cached_property
    def accent(self) -> str:
        """The city's colour as the pack names it."""
        return current().accent

    @cached_property
    def theme_url(self) -> str:
        """The address of the stylesheet; it changes with its content, so browsers keep it for a year."""
        sheet = stylesheet(self.accent, settings.STATIC_URL, fresh=settings.DEBUG)
        return f"{reverse('ui:theme')}?v={sheet.version}"

    @cached_property
    def nav(self) -> list[NavEntry]:
        """The public menu."""
        return self._menu("public")

    @cached_property
    def staff_nav(self) -> list[NavEntry]:
        """The staff menu of whoever is signed in; empty for a visitor."""
        if not self._request.user.is_authenticated:
            return []
        return self._menu("staff")

    @cached_property
    def foot(self) -> list[NavEntry]:
        """The quiet links at the foot of public pages."""
        return self._menu("foot")

    @cached_property
    def languages(self) -> list[LanguageChoice]:
        """The languages of the switch, in the order the pack prefers."""
        names, spoken = dict(settings.LANGUAGES), get_language()
        order = [code for code in current().locales if code in names]
        order += [code for code in names if code not in order]
        return [LanguageChoice(c, SHORT_NAMES.get(c, c.upper()), names[c], c == spoken) for c in order]

    @property
    def is_demo(self) -> bool:
        """Whether this home lets visitors sign in by one click."""
        return bool(settings.MEYDAN_DEMO)

    @cached_property
    def is_sample(self) -> bool:
        """Whether anything here was generated and not measured or promised."""
        return holds_sample()

    @cached_property
    def banners(self) -> list[Banner]:
        """What is in force now and stands above every page."""
        return banners()

    @property
    def home(self) -> str:
        """The key of this home."""
        return str(settings.MEYDAN_HOME.key)

    @property
    def role(self) -> str:
        """``city`` or ``portal``."""
        return str(settings.MEYDAN_ROLE)

    @property
    def front(self) -> str:
        """The address of the first page."""
        return "/"

    def _menu(self, audience: Audience) -> list[NavEntry]:
        reachable = [(item, href) for item in self._permitted(audience) if (href := _address(item))]
        deepest = _deepest([a for item, href in reachable for a in (href, *item.also)], self._request.path)
        here = next((href for item, href in reachable if deepest in (href, *item.also)), None)
        return [
            NavEntry(item.key, item.label, href, item.icon, href == here, item.seldom)
            for item, href in reachable
        ]

    def _permitted(self, audience: Audience) -> list[NavItem]:
        items = nav_items(audience)
        if not any(item.roles for item in items):
            return items
        roles = {str(role) for role in self._roles()}
        return [item for item in items if not item.roles or roles & set(item.roles)]

    def _roles(self) -> Any:
        user = self._request.user
        return () if isinstance(user, AnonymousUser) else roles_of(user)


def _address(item: NavItem) -> str:
    # A portal has no city pages, and a city no portal pages: what cannot be reached is not on the menu.
    try:
        return reverse(item.url_name)
    except NoReverseMatch:
        return ""


def _deepest(addresses: list[str], path: str) -> str:
    holding = [a for a in addresses if path == a or (a != "/" and path.startswith(a))]
    return max(holding, key=len, default="")


def page(request: HttpRequest) -> dict[str, Any]:
    """Give templates the ``page`` variable."""
    return {"page": Page(request)}
