"""Filters and tags available in every template."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.template import Context
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from meydan.base.packs.public import source_words
from meydan.base.ui.context import NavEntry
from meydan.base.ui.engine import icons

register = template.Library()

# Its own folder, unbundled: the library finds its worker by the address it was fetched from.
MAP_LIBRARY = "ui/vendor/maplibre-6.17.0/"


@register.simple_tag(takes_context=True)
def lang_url(context: Context, code: str) -> str:
    """The address of this page in another language."""
    request: HttpRequest | None = context.get("request")
    if request is None:
        return f"/?lang={code}"
    query = request.GET.copy()
    query["lang"] = code
    return f"{request.path}?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def active(context: Context, key: str) -> str:
    """``aria-current="page"`` when the menu entry of that key is the page being shown."""
    page = context.get("page")
    entries = [*page.nav, *page.staff_nav] if page else []
    if any(entry.key == key and entry.active for entry in entries):
        return mark_safe('aria-current="page"')
    return ""


@register.filter
def source(words: str) -> SafeString:
    """A source of pack data: its sentence in the reader's language, or the citation as it was written."""
    told = source_words(words)
    if told != words:
        return format_html("<bdi>{}</bdi>", told)
    return format_html('<bdi dir="auto">{}</bdi>', words)


@register.filter
def seldom(entries: Iterable[NavEntry]) -> list[NavEntry]:
    """The entries of a menu that stand under "More"."""
    return [entry for entry in entries if entry.seldom]


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """A line icon, silent for screen readers: the words beside it speak."""
    words = f"icon {extra}".strip() + (" icon-turns" if icons.turns(name) else "")
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{}"/></svg>',
        words,
        icons.drawing(name),
    )


@register.simple_tag
def asset(path: str) -> str:
    """The address of a static file with its version, so that a new one is fetched at once."""
    version = _version_of(path)
    return static(path) + (f"?v={version}" if version else "")


@lru_cache(maxsize=256)
def _version_of(path: str) -> str:
    file = finders.find(path)
    if not isinstance(file, str):
        return ""
    return hashlib.sha256(Path(file).read_bytes()).hexdigest()[:12]


@register.filter
def is_moment(value: Any) -> bool:
    """Whether the value is a date or a time and not already words."""
    return hasattr(value, "isoformat")


@register.filter
def kind_of(field: Any) -> str:
    """How a form field is laid out: ``group``, ``tick``, ``hidden`` or ``plain``."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if widget.use_fieldset:
        return "group"
    return "tick" if getattr(widget, "input_type", "") == "checkbox" else "plain"


@register.filter
def built(path: str) -> bool:
    """Whether a built file is there; pages work without scripts and fonts when nobody has built them."""
    return finders.find(path) is not None


@register.filter
def unlocal(value: Any) -> str:
    """A number as machines write it, whatever the language of the page."""
    return "" if value is None else str(value)


@register.simple_tag
def map_words() -> str:
    """What the map says of itself, in the reader's language."""
    return json.dumps(
        {
            "NavigationControl.ZoomIn": gettext("Zoom in"),
            "NavigationControl.ZoomOut": gettext("Zoom out"),
            "Popup.Close": gettext("Close"),
            "Map.Title": gettext("Map"),
            "Marker.Title": gettext("Mark on the map"),
            "CooperativeGesturesHandler.WindowsHelpText": gettext("Hold Ctrl and scroll to zoom"),
            "CooperativeGesturesHandler.MacHelpText": gettext("Hold ⌘ and scroll to zoom"),
            "CooperativeGesturesHandler.MobileHelpText": gettext("Move the map with two fingers"),
            "middle": gettext("Use the middle of the map"),
            "here": gettext("Use where I am"),
            "chosen": gettext("The point is chosen. You can drag it."),
            **drawing_words(),
        },
        ensure_ascii=False,
    )


def drawing_words() -> dict[str, str]:
    """What the map says while an area is drawn."""
    return {
        "outline": gettext("Draw an outline"),
        "circle": gettext("Draw a circle"),
        "corner": gettext("Put a point in the middle of the map"),
        "finish": gettext("Close the outline"),
        "back": gettext("Take the last one back"),
        "begin": gettext(
            "Draw an outline or a circle; what you draw is written into the box of coordinates."
        ),
        "corners": gettext("Press the corners one after the other, three at least."),
        "enough": gettext("Press more corners, or close the outline."),
        "centre": gettext("Press the middle of the circle."),
        "edge": gettext("Press a point on the edge of the circle."),
        "drawn": gettext("The area is drawn and written into the box of coordinates."),
    }


@register.simple_tag
def map_addresses() -> dict[str, str]:
    """Where the map finds its library, its fonts, its tiles and the pages of places."""
    return {
        "library": static(MAP_LIBRARY),
        "fonts": static("ui/fonts/"),
        "tiles": _reversed("places:tile", ("LAYERS", 0, 0, 0)).replace("0/0/0", "{z}/{x}/{y}"),
        "place": _reversed("guide:place", (0,)),
    }


def _reversed(name: str, arguments: tuple[object, ...]) -> str:
    # The portal has no tiles and no guide; its map of cities does without them.
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


@register.simple_tag
def json_block(value: Any, key: str) -> SafeString:
    """The items of a map as a data block; a text is taken to be JSON already."""
    items = json.loads(value) if isinstance(value, str) and value else value or []
    return json_script(items, f"{key}-items")


@register.simple_tag
def field_of(form: Any, name: str) -> Any:
    """The field of a form by its name, or nothing when the form has none of that name."""
    return form[name] if form and name in form.fields else ""
