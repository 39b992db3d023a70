"""A table: newest values with age and state, open cases by unit, or the indicators of the plan."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from django import forms
from django.db.models import Count, Min, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meydan.base.locale.public import text
from meydan.kernel.cases.public import Case
from meydan.kernel.strategy.public import Indicator, IndicatorFace, indicator_face, indicator_standings
from meydan.site.dashboards.forms import SettingsForm
from meydan.site.dashboards.panels import choices
from meydan.site.dashboards.panels.readings import measured, readings, sheet_of, station_page
from meydan.site.dashboards.registry import Cell, Drawn, NothingToShow, PanelKind, Sheet
from meydan.site.dashboards.scope import Scope

MOST_ROWS = 40
# What asks for work stands first.
URGENCY = ("bad", "watch", "stale", "none", "plain", "good")
INDICATOR_HEADS = ("indicator", "unit", "on", "value", "state", "target")
SHOWS = [
    ("readings", gettext_lazy("Newest values")),
    ("cases", gettext_lazy("Open cases by unit")),
    ("indicators", gettext_lazy("Indicators of the plan")),
]


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which rows; a property or a kind narrows newest values."""

    show: Literal["readings", "cases", "indicators"] = "readings"
    property: Annotated[str, msgspec.Meta(max_length=80)] = ""
    kind: Annotated[str, msgspec.Meta(max_length=40)] = ""


class TableForm(SettingsForm):
    """What to list."""

    show = forms.ChoiceField(label=gettext_lazy("What to list"), choices=SHOWS)
    property = forms.ChoiceField(
        label=gettext_lazy("What is measured"), required=False, help_text=gettext_lazy("For newest values.")
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Or everything of a kind"),
        required=False,
        help_text=gettext_lazy("For newest values."),
    )

    def offer(self) -> None:
        """Properties and kinds."""
        self.choose("property", choices.property_choices(self.scope))
        self.choose("kind", choices.kind_choices(self.scope))

    def clean(self) -> dict[str, Any]:
        """Newest values of something."""
        said = self.cleaned_data
        if said.get("show") == "readings" and not said.get("property") and not said.get("kind"):
            self.add_error("property", _("Choose what is measured, or a kind."))
        return super().clean()


def draw(settings: Settings, scope: Scope) -> Drawn:
    """The table that was chosen."""
    return {"readings": _readings, "cases": _cases, "indicators": _indicators}[settings.show](settings, scope)


def _readings(settings: Settings, scope: Scope) -> Drawn:
    wanted = {"observed_property__code": settings.property} if settings.property else {}
    if settings.kind:
        wanted["observed_property__kind"] = settings.kind
    every = list(scope.streams(**wanted)[: MOST_ROWS + 1])
    streams = measured(every[:MOST_ROWS])
    found = readings(streams, scope)
    title = (
        text(streams[0].observed_property.names) if settings.property else choices.kind_words(settings.kind)
    )
    rows = [(one, station_page(one.stream)) for one in found]
    return Drawn(
        told={"show": "readings", "rows": rows, "title": title, "is_one_property": bool(settings.property),
              "is_cut": len(every) > MOST_ROWS, "most": MOST_ROWS},
        title=title,
        is_sample=any(stream.is_sample for stream in streams),
        sheet=lambda: sheet_of(found),
    )  # fmt: skip


def _cases(settings: Settings, scope: Scope) -> Drawn:
    cases = Case.objects.filter(closed_at=None)
    if scope.is_public:
        cases = cases.filter(service__code__in=scope.service_codes)
    late = Q(due_at__lt=scope.now)
    grouped = cases.values("unit", "unit__code", "unit__names").annotate(
        open=Count("pk"), late=Count("pk", filter=late), stopped=Count("pk", filter=Q(is_stopped=True)),
        oldest=Min("opened_at"), sample=Count("pk", filter=Q(is_sample=True)),
    )  # fmt: skip
    rows = [
        {**row, "name": text(row["unit__names"]) or row["unit__code"]}
        for row in grouped.order_by("-late", "-open", "unit")[:MOST_ROWS]
    ]
    if not rows:
        raise NothingToShow(_("No case is open. When one comes in, its unit stands here."))
    title = _("Open cases by unit")
    return Drawn(
        told={"show": "cases", "rows": rows, "title": title, "is_inside": not scope.is_public},
        title=title,
        is_sample=any(row["sample"] for row in rows),
        sheet=lambda: _case_sheet(rows),
    )


def _case_sheet(rows: list[dict[str, Any]]) -> Sheet:
    cells: list[list[Cell]] = [
        [row["unit__code"], row["name"], row["open"], row["late"], row["stopped"], row["oldest"].isoformat()]
        for row in rows
    ]
    return Sheet(("unit", "name", "open", "late", "stopped", "oldest_opened_at"), cells)


def _indicators(settings: Settings, scope: Scope) -> Drawn:
    chosen = Indicator.objects.filter(actions__isnull=False).distinct().order_by("order", "pk")[:MOST_ROWS]
    standings = indicator_standings(list(chosen), scope.now)
    faces = [indicator_face(one, scope.now) for one in standings.values()]
    if not faces:
        raise NothingToShow(_("The plan has no indicators yet."))
    title = _("Indicators of the plan")
    valued = sorted(
        (one for one in faces if one.standing.value), key=lambda one: URGENCY.index(one.standing.state)
    )
    return Drawn(
        told={"show": "indicators", "rows": valued, "title": title, "silent": len(faces) - len(valued)},
        title=title,
        is_sample=any(_is_sample(one) for one in faces),
        sheet=lambda: Sheet(INDICATOR_HEADS, [_indicator_row(one) for one in faces]),
    )


def _is_sample(face: IndicatorFace) -> bool:
    value = face.standing.value
    return face.indicator.is_sample or bool(value and value.is_sample)


def _indicator_row(face: IndicatorFace) -> list[Cell]:
    value, indicator = face.standing.value, face.indicator
    found: list[Cell] = [value.on.isoformat(), value.value] if value else [None, None]
    return [indicator.code, indicator.unit, *found, face.standing.state, face.standing.target]


KIND = PanelKind(
    code="table", order=40, icon="services", settings=Settings, form=TableForm, draw=draw,
    label=gettext_lazy("Table"),
    about=gettext_lazy("Newest values, open cases by unit, or the indicators of the plan."),
    template="dashboards/panels/table.html",
)  # fmt: skip
