"""A number: an indicator or a count of cases, with its unit, its age and where it comes from."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Literal

import msgspec
from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meydan.base.locale.public import format_age, format_number, format_percent, text
from meydan.kernel.cases.public import aggregates
from meydan.kernel.strategy.public import Indicator, indicator_face, indicator_standings
from meydan.numerics.figure import Figure
from meydan.site.dashboards.forms import SettingsForm
from meydan.site.dashboards.panels import choices
from meydan.site.dashboards.registry import Drawn, NothingToShow, PanelKind, Sheet
from meydan.site.dashboards.scope import Scope

WEEK, MONTH = timedelta(days=7), timedelta(days=30)
COUNTS = {
    "open": gettext_lazy("Open cases"),
    "overdue": gettext_lazy("Open cases past their time"),
    "closed_7": gettext_lazy("Cases done in seven days"),
    "closed_30": gettext_lazy("Cases done in thirty days"),
    "in_time_30": gettext_lazy("Done in time, of those closed in thirty days"),
}


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An indicator, or what of cases is counted; a service or a unit narrows the count."""

    show: Literal["indicator", "cases"] = "indicator"
    indicator: Annotated[str, msgspec.Meta(max_length=80)] = ""
    count: Literal["open", "overdue", "closed_7", "closed_30", "in_time_30"] = "open"
    service: Annotated[str, msgspec.Meta(max_length=80)] = ""
    unit: Annotated[str, msgspec.Meta(max_length=60)] = ""


class NumberForm(SettingsForm):
    """Which number."""

    show = forms.ChoiceField(
        label=gettext_lazy("Where the number comes from"),
        choices=[("indicator", gettext_lazy("An indicator")), ("cases", gettext_lazy("A count of cases"))],
    )
    indicator = forms.ChoiceField(label=gettext_lazy("Indicator"), required=False)
    count = forms.ChoiceField(label=gettext_lazy("What is counted"), choices=list(COUNTS.items()))
    service = forms.ChoiceField(label=gettext_lazy("Of one service"), required=False)
    unit = forms.ChoiceField(label=gettext_lazy("Of one unit"), required=False)

    def offer(self) -> None:
        """Indicators, services and units."""
        self.choose("indicator", choices.indicator_choices())
        self.choose("service", choices.service_choices(self.scope))
        self.choose("unit", choices.unit_choices())

    def clean(self) -> dict[str, Any]:
        """An indicator must be named."""
        said = self.cleaned_data
        if said.get("show") == "indicator" and not said.get("indicator"):
            self.add_error("indicator", _("Choose an indicator."))
        return super().clean()


def draw(settings: Settings, scope: Scope) -> Drawn:
    """The number that was chosen."""
    return _cases(settings, scope) if settings.show == "cases" else _indicator(settings, scope)


def _indicator(settings: Settings, scope: Scope) -> Drawn:
    found = Indicator.objects.filter(code=settings.indicator).first()
    if found is None:
        raise NothingToShow(_("This indicator is not here any more. Choose another."))
    standing = indicator_standings([found], scope.now)[found.pk]
    face, value = indicator_face(standing, scope.now), standing.value
    return Drawn(
        told={
            "value": face.figure, "age": face.age, "state": face.state, "word": face.word, "spark": face.spark,
            "target": face.target, "label": text(found.names), "source": found.standard,
            "href": reverse("strategy:indicator", args=[found.code]),
        },
        title=text(found.names),
        is_sample=found.is_sample or bool(value and value.is_sample),
        sheet=lambda: Sheet(
            ("indicator", "unit", "on", "value", "target"),
            [[found.code, found.unit, value.on.isoformat() if value else None, value.value if value else None,
              standing.target]],
        ),
    )  # fmt: skip


def _cases(settings: Settings, scope: Scope) -> Drawn:
    title = str(COUNTS[settings.count])
    figure = _counted(settings, scope)
    if figure.value is None:
        raise NothingToShow(_("No case was closed in this time, so there is nothing to count."))
    value = format_percent(figure.value) if settings.count == "in_time_30" else format_number(figure.value, 0)
    age = (
        _("last change %(age)s") % {"age": format_age(figure.last_input_at, scope.now)}
        if figure.last_input_at
        else ""
    )
    return Drawn(
        told={"value": value, "age": age, "source": _("counted from the cases just now"), "label": title,
              "href": "" if scope.is_public else reverse("desk:inbox")},
        title=title,
        sheet=lambda: Sheet(
            ("count", "service", "unit", "value", "at"),
            [[settings.count, settings.service, settings.unit, figure.value, scope.now.isoformat()]],
        ),
    )  # fmt: skip


def _counted(settings: Settings, scope: Scope) -> Figure:
    only: dict[str, Any] = {"service": _services(settings, scope), "unit": settings.unit}
    if settings.count == "open":
        return aggregates.open_count(**only)
    if settings.count == "overdue":
        return aggregates.open_count(**only, overdue_at=scope.now)
    if settings.count == "in_time_30":
        return aggregates.closed_in_time_share(**only, since=scope.now - MONTH, until=scope.now).in_percent()
    since = scope.now - (WEEK if settings.count == "closed_7" else MONTH)
    return aggregates.closed_count(**only, since=since, until=scope.now)


def _services(settings: Settings, scope: Scope) -> str | list[str]:
    """The services that are counted; for everybody's eyes only public ones, and never "all" by an empty list."""
    if not scope.is_public:
        return settings.service
    if settings.service and settings.service not in scope.service_codes:
        raise NothingToShow(_("The cases of this service are not for everybody."))
    if not scope.service_codes:
        raise NothingToShow(_("No service is open to everybody yet."))
    return settings.service or scope.service_codes


KIND = PanelKind(
    code="number", order=60, icon="star", settings=Settings, form=NumberForm, draw=draw, width="small",
    label=gettext_lazy("Number"), about=gettext_lazy("An indicator or a count of cases, with its age."),
    template="dashboards/panels/number.html",
)  # fmt: skip
