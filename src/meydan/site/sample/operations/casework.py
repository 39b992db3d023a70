"""A year of casework: opened, worked on and closed in the past, and some still open."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.conf import settings
from PIL import Image, ImageDraw

from meydan.base.packs.public import Pack
from meydan.base.people.public import Account
from meydan.kernel.cases.public import (
    Case,
    EvidenceAsked,
    PreparedFile,
    Service,
    Transition,
    advance,
    answer_question,
    assign,
    open_case,
    prepare_photo,
    service,
    workflow,
)
from meydan.kernel.observations.public import all_alerts
from meydan.kernel.places.public import Place, places_of
from meydan.site.sample.engine.town import Town
from meydan.site.sample.operations.crew import hire

Say = Callable[[str], object]
STILL_OPEN_SHARE = 0.35  # of the cases of the last month
LATE_SHARE = 0.14
LEFT_TO_EVENTS = timedelta(hours=36)
ANSWERED_SHARE = 0.4
SATISFIED_SHARE = 0.78
# How often each service is asked for; services that a pack lacks are passed over.
WEIGHTS = {
    "road_fault": 16,
    "street_light": 14,
    "waste": 16,
    "water_fault": 10,
    "park_tree": 8,
    "noise": 5,
    "stray_animal": 6,
    "snow_ice": 4,
    "air_complaint": 5,
    "bus": 4,
    "traffic_sign": 4,
    "accessibility": 2,
    "sewer_fault": 4,
    "information": 5,
    "unauthorised_construction": 3,
    "suggestion": 4,
}


@dataclass(frozen=True)
class Plot:
    """One case to be played: what, where, when, and how it ends."""

    service: Service
    title: dict[str, str]
    place: Place
    opened_at: datetime
    days: float
    finish: bool
    key: str
    alert_id: int | None = None


def fill_cases(*, town: Town, pack: Pack, now: datetime, count: int, say: Say = lambda line: None) -> int:
    """Play ``count`` cases over the past year through the city's own workflows; returns how many."""
    rng = np.random.default_rng(town.spec.seed + 3)
    actors = hire(now, pack.default_language)
    photo = sample_photo()
    plots = [*_plots(pack, now, count, rng), *_alert_plots(now, rng)]
    plots.sort(key=lambda plot: plot.opened_at)
    for i, plot in enumerate(plots):
        _play(plot, actors, photo, pack, now, rng)
        if (i + 1) % 100 == 0:
            say(f"  {i + 1} of {len(plots)} cases")
    return len(plots)


def _plots(pack: Pack, now: datetime, count: int, rng: np.random.Generator) -> list[Plot]:
    titles = {row["service"]: row["titles"] for row in pack.document("names/reports")["report"]}
    offered = [s for s in (service(code) for code in WEIGHTS) if s is not None and s.code in titles]
    weight = np.array([WEIGHTS[s.code] for s in offered], float)
    spots = [*places_of(["streets"]), *places_of(["parks"]), *places_of(["buildings"])[:400]]
    plots = []
    for i in range(count):
        chosen = offered[int(rng.choice(len(offered), p=weight / weight.sum()))]
        age_days = float(rng.uniform(0.3, 365)) if i >= count // 6 else float(rng.uniform(0.1, 30))
        options = titles[chosen.code]
        plots.append(
            Plot(
                chosen,
                dict(options[int(rng.integers(len(options)))]),
                spots[int(rng.integers(len(spots)))],
                _office_hour(now - timedelta(days=age_days), rng, now),
                days=float(rng.gamma(2.2, 1.9)) * (6.0 if rng.random() < LATE_SHARE else 1.0),
                finish=age_days > 30 or rng.random() > STILL_OPEN_SHARE,
                key=f"sample-{i}",
            )
        )
    return plots


def _alert_plots(now: datetime, rng: np.random.Generator) -> list[Plot]:
    """A case for every alert of the past year; the newest are left to the city's own events."""
    plots = []
    settled = all_alerts().filter(opened_at__lt=now - LEFT_TO_EVENTS, datastream__thing__place__isnull=False)
    for alert in settled.select_related("rule", "datastream__thing__place"):
        held, place = service(alert.rule.service), alert.datastream.thing.place
        if held is None or place is None:
            continue
        hours = float(rng.gamma(2.0, 4.0)) * (5.0 if rng.random() < LATE_SHARE else 1.0)
        plots.append(
            Plot(
                held,
                dict(alert.rule.names),
                place,
                alert.opened_at + timedelta(minutes=2),
                days=hours / 24,
                finish=True,
                key=f"sample-alert-{alert.pk}",
                alert_id=alert.pk,
            )
        )
    return plots


def _office_hour(moment: datetime, rng: np.random.Generator, now: datetime) -> datetime:
    """People report mostly by day."""
    local = moment.astimezone(settings.CITY_ZONE).replace(
        hour=int(rng.integers(8, 21)), minute=int(rng.integers(60))
    )
    return min(local, now - timedelta(minutes=20)).astimezone(now.tzinfo)


def _play(
    plot: Plot,
    actors: dict[str, Account],
    photo: PreparedFile,
    pack: Pack,
    now: datetime,
    rng: np.random.Generator,
) -> None:
    case = open_case(
        service=plot.service,
        title=plot.title,
        place=plot.place,
        lon=plot.place.lon,
        lat=plot.place.lat,
        address=plot.place.address,
        source=_source(plot.service, rng),
        now=plot.opened_at,
        idempotency_key=plot.key,
        alert_id=plot.alert_id,
        is_sample=True,
    )
    if case.closed_at or case.version > 1:
        return  # an earlier run of the generator played it
    ends_at = plot.opened_at + timedelta(days=plot.days)
    walk = _way_out(plot)
    steps = len(walk) if plot.finish and ends_at < now else int(rng.integers(0, max(1, len(walk))))
    until = min(ends_at, now - timedelta(minutes=5))
    for number, arrow in enumerate(walk[:steps], start=1):
        at = plot.opened_at + (until - plot.opened_at) * (number / len(walk))
        _step(case, arrow, actors, photo, pack, at, rng)
    case.refresh_from_db(fields=["closed_at"])
    if case.closed_at and rng.random() < ANSWERED_SHARE:
        at = min(case.closed_at + timedelta(days=float(rng.uniform(0.1, 3))), now)
        answer_question(case_id=case.pk, is_satisfied=bool(rng.random() < SATISFIED_SHARE), now=at)


def _source(chosen: Service, rng: np.random.Generator) -> str:
    if chosen.kind == "alert":
        return str(Case.Source.ALERT)
    return str(
        rng.choice(
            [Case.Source.WEB, Case.Source.PHONE, Case.Source.COUNTER, Case.Source.SMS],
            p=[0.55, 0.3, 0.1, 0.05],
        )
    )


def _way_out(plot: Plot) -> list[Transition]:
    """The shortest way to a good end; cases of enforcement stay on their way, as they do in life."""
    chart = workflow(plot.service.workflow)
    done = [code for code in chart.finals() if chart.state(code).outcome == "done"]
    walks = sorted((chart.path_to(code) for code in done or chart.finals()), key=len)
    return walks[0] if walks else []


def _step(
    case: Case,
    arrow: Transition,
    actors: dict[str, Account],
    photo: PreparedFile,
    pack: Pack,
    at: datetime,
    rng: np.random.Generator,
) -> None:
    actor = next((actors[role] for role in arrow.roles if role in actors), actors["manager"])
    if "assignee" in arrow.require and case.assignee_id is None:
        assign(case_id=case.pk, assignee=actors["inspector"], actor=actors["clerk"], now=at)
    notes = pack.document("names/reports")["closing"]["notes"]
    note = notes[int(rng.integers(len(notes)))][pack.default_language]
    advance(
        case_id=case.pk,
        transition=arrow.code,
        actor=None if "system" in arrow.roles else actor,
        now=at,
        note=note if {"note", "reason"} & set(arrow.require) else "",
        evidence=[photo] if "evidence" in arrow.require else (),
        given=_given(case, arrow, photo, at),
    )


def _given(case: Case, arrow: Transition, photo: PreparedFile, at: datetime) -> dict[str, Any]:
    """What the step asks for by name, as plainly as its kind allows."""
    asked = workflow(case.service.workflow).evidence
    named = [asked[code] for code in arrow.require if code in asked]
    plain: dict[str, Any] = {
        "photo": photo, "paper": photo, "field": "sample / örnek / نمونه",
        "date": at.astimezone(settings.CITY_ZONE).date(), "point": [case.lon, case.lat],
    }  # fmt: skip
    return {one.code: plain.get(one.kind, _chosen(one)) for one in named}


def _chosen(one: EvidenceAsked) -> Any:
    """The first choice, or the least number."""
    return next(iter(one.options), "") if one.options else one.least or 1


def sample_photo() -> PreparedFile:
    """A picture that says it is a sample; it stands where a crew's photo would."""
    picture = Image.new("RGB", (640, 420), "#e2ddd2")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((40, 40, 600, 380), outline="#2f6690", width=6)
    pen.rectangle((230, 130, 410, 290), outline="#2f6690", width=6)
    pen.text((270, 330), "sample / örnek", fill="#16233b")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    out.seek(0)
    return prepare_photo(out)
