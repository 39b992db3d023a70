"""What officers write."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

import shapely
from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meydan.base.locale.public import ClockField, DayField, collation_key, current_language, text
from meydan.base.packs.public import current
from meydan.domains.notices.models import Notice
from meydan.domains.notices.operations import Said
from meydan.kernel.places.public import places_of
from meydan.numerics.circles import ring_around

LANGUAGES = ("tr", "fa", "en")
LAYER, CITY_LAYER, WHOLE_CITY = "neighbourhoods", "boundary", "city"
LONGEST_TITLE, LONGEST_TEXT = 160, 4000
RADII_M = (50, 100, 250, 500, 1000)


class NoticeForm(forms.Form):
    """One page: what, in one language or three; where; from when until when."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    starts_on = DayField(label=_("It begins, day"))
    starts_at = ClockField(label=_("It begins, time"), required=False)
    ends_on = DayField(label=_("It ends, day"), required=False)
    ends_at = ClockField(label=_("It ends, time"), required=False, help_text=_("Empty: nobody knows yet."))
    whole_city = forms.BooleanField(label=_("The whole city"), required=False)
    places = forms.MultipleChoiceField(
        label=_("Neighbourhoods"), required=False, widget=forms.CheckboxSelectMultiple
    )
    address = forms.CharField(
        label=_("Or around one spot: street and number"), required=False, max_length=300
    )
    lon = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    radius_m = forms.TypedChoiceField(
        label=_("How far around the spot?"), coerce=int, initial=250, choices=[(m, m) for m in RADII_M]
    )

    def __init__(self, *arguments: Any, has_place: bool, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.has_place = has_place
        self.shapes = _shapes() if has_place else {}
        self._words()
        if not has_place:
            for name in ("whole_city", "places", "address", "lon", "lat", "radius_m"):
                del self.fields[name]
            self.fields["ends_on"].label = _("Last day for offers")
            self.fields["ends_at"].label = _("Until what time?")
            return
        self.fields["radius_m"].choices = [  # type: ignore[attr-defined]
            (m, gettext("%(metres)s m") % {"metres": m}) for m in RADII_M
        ]
        self.fields["places"].choices = [  # type: ignore[attr-defined]
            (key, text(names)) for key, (names, _shape) in self.shapes.items() if key != WHOLE_CITY
        ]
        if not self.fields["places"].choices:  # type: ignore[attr-defined]
            del self.fields["places"]

    def _words(self) -> None:
        first = current().default_language
        for language in LANGUAGES:
            needed = language == first
            self.fields[f"title_{language}"] = forms.CharField(
                label=_("Headline"), required=needed, max_length=LONGEST_TITLE, widget=_box(language, rows=0)
            )
            self.fields[f"text_{language}"] = forms.CharField(
                label=_("What people should know"), required=False, max_length=LONGEST_TEXT,
                widget=_box(language, rows=4),
            )  # fmt: skip

    @property
    def by_language(self) -> list[tuple[str, list[Any]]]:
        """The boxes of each language, the city's first."""
        order = sorted(LANGUAGES, key=lambda code: code != current().default_language)
        names = dict(settings.LANGUAGES)
        return [(names[code], [self[f"title_{code}"], self[f"text_{code}"]]) for code in order]

    def clean(self) -> dict[str, Any]:
        """Put days and hours together, and what was chosen into one area."""
        cleaned = super().clean() or self.cleaned_data
        starts, ends = self._moment("starts", cleaned), self._moment("ends", cleaned)
        cleaned["starts"], cleaned["ends"] = starts, ends
        if starts and ends and ends <= starts:
            self.add_error("ends_on", gettext("It would end before it begins."))
        if self.has_place:
            cleaned["area"] = self._area(cleaned)
            if cleaned["area"] is None:
                self.add_error(
                    "address", gettext("Say where: tick neighbourhoods, or mark a spot on the map.")
                )
        return cleaned

    def _moment(self, name: str, cleaned: dict[str, Any]) -> datetime | None:
        day, clock = cleaned.get(f"{name}_on"), cleaned.get(f"{name}_at")
        if day is None:
            return None
        if clock is None:
            # A day without an hour: a notice begins with the day and ends with it.
            clock = time(0, 0) if name == "starts" else time(23, 59)
        return datetime.combine(day, clock, tzinfo=settings.CITY_ZONE)

    def _area(self, cleaned: dict[str, Any]) -> Any:
        if cleaned.get("whole_city"):
            return self.shapes.get(WHOLE_CITY, (None, None))[1]
        parts = [self.shapes[key][1] for key in cleaned.get("places") or []]
        lon, lat = cleaned.get("lon"), cleaned.get("lat")
        if lon is not None and lat is not None:
            parts.append(shapely.Polygon(ring_around(lon, lat, cleaned.get("radius_m") or 250)))
        return shapely.union_all(parts) if parts else None

    def said(self) -> Said:
        """What was written."""
        data = self.cleaned_data

        def words(part: str) -> dict[str, str]:
            return {code: said for code in LANGUAGES if (said := data.get(f"{part}_{code}", "").strip())}

        return Said(
            titles=words("title"), texts=words("text"), starts_at=data["starts"], ends_at=data["ends"],
            where=self._where(data), area=data.get("area"), place_keys=self._keys(data),
        )  # fmt: skip

    def _keys(self, data: dict[str, Any]) -> list[str]:
        return [WHOLE_CITY] if data.get("whole_city") else list(data.get("places") or [])

    def _where(self, data: dict[str, Any]) -> dict[str, str]:
        """Say the place in every language: the spot as it was written, then the names of what was ticked."""
        keys, address = self._keys(data), (data.get("address") or "").strip()
        joins = {"tr": ", ", "fa": "، ", "en": ", "}
        said = {}
        for language in LANGUAGES:
            named = [text(self.shapes[key][0], language) for key in keys if key in self.shapes]
            said[language] = joins[language].join([address, *named] if address else named)
        return {language: words for language, words in said.items() if words}


def _box(language: str, *, rows: int) -> forms.Widget:
    direction = {"lang": language, "dir": "rtl" if language == "fa" else "ltr"}
    return forms.Textarea({"rows": rows, **direction}) if rows else forms.TextInput(direction)


def _shapes() -> dict[str, tuple[dict[str, str], Any]]:
    """Return what can be ticked, in the reader's alphabet: the city and its neighbourhoods that are areas."""
    pack, language = current(), current_language()
    bounds = [place.shape() for place in places_of([CITY_LAYER])]
    city = shapely.union_all(bounds) if bounds else shapely.box(*pack.bbox)
    areas = [
        (place.key, (dict(place.names), shape))
        for place in places_of([LAYER])
        if shapely.get_dimensions(shape := place.shape()) == 2
    ]
    areas.sort(key=lambda one: collation_key(text(one[1][0]), language))
    return {WHOLE_CITY: (dict(pack.names), city), **dict(areas)}


def initial_of(notice: Notice) -> dict[str, Any]:
    """What the boxes begin with when a notice is changed."""
    starts = notice.starts_at.astimezone(settings.CITY_ZONE)
    ends = notice.ends_at.astimezone(settings.CITY_ZONE) if notice.ends_at else None
    keys = set(notice.place_keys)
    found: dict[str, Any] = {
        "version": notice.case.version, "starts_on": starts.date(), "starts_at": starts.time(),
        "ends_on": ends.date() if ends else None, "ends_at": ends.time() if ends else None,
        "whole_city": WHOLE_CITY in keys, "places": sorted(keys - {WHOLE_CITY}),
    }  # fmt: skip
    if not keys and notice.shape is not None:
        middle = notice.shape.centroid
        found |= {"lon": middle.x, "lat": middle.y, "address": notice.place_words}
    for language in LANGUAGES:
        found[f"title_{language}"] = notice.case.titles.get(language, "")
        found[f"text_{language}"] = notice.texts.get(language, "")
    return found


class ReasonForm(forms.Form):
    """Why a notice is taken back."""

    reason = forms.CharField(
        label=_("Why is it called off?"), max_length=1000, widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("Write why; people read it.")},
    )  # fmt: skip
