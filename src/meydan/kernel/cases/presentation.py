"""Cases in words: what a clock says, how a term is counted, what a line of history tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meydan.base.locale.public import format_day, format_moment, local_digits, text
from meydan.base.packs.public import current
from meydan.kernel.cases.documentwords import document_words, second_authority_words
from meydan.kernel.cases.engine.clocks import share_used
from meydan.kernel.cases.engine.workflow import Workflow
from meydan.kernel.cases.matterwords import matter_words
from meydan.kernel.cases.models import AskedItem, Case, CaseEvent, Clock
from meydan.kernel.cases.queries.reopening import reason_words
from meydan.kernel.cases.queries.terms import left
from meydan.kernel.cases.routingwords import routed_words
from meydan.kernel.cases.visitwords import visit_words

# The bar turns to "watch" when six tenths of the time are used and to "bad" when nine tenths are.
WATCH_SHARE, BAD_SHARE = 0.6, 0.9
DAY = timedelta(days=1)
MOST_DAYS_LISTED = 8


@dataclass(frozen=True)
class ClockFace:
    """What a clock shows: a word, a state (good, watch, bad, stale) and the share of the time used."""

    label: str
    state: str
    share: float


def clock_face(clock: Clock, now: datetime) -> ClockFace:
    """Return what one clock shows at a moment."""
    if clock.state == Clock.State.STOPPED:
        return ClockFace(_("Clock stopped"), "stale", _stopped_share(clock))
    if clock.state == Clock.State.MET:
        return ClockFace(_("In time"), "good", 1.0)
    if clock.state == Clock.State.LAPSED:
        return ClockFace(str(Clock.State.LAPSED.label), "stale", 1.0)
    if clock.state == Clock.State.MISSED or clock.due_at is None:
        return ClockFace(_("Late"), "bad", 1.0)
    if clock.due_at < now:
        return ClockFace(_late(now - clock.due_at), "bad", 1.0)
    share = share_used(clock.run_from, clock.due_at, now)
    state = "bad" if share >= BAD_SHARE else "watch" if share >= WATCH_SHARE else "good"
    return ClockFace(_left_words(clock, now), state, share)


def case_face(case: Case, now: datetime) -> ClockFace | None:
    """Return what a case's nearest clock shows; ``None`` for a case without clocks."""
    if case.closed_at is not None:
        return ClockFace(_late_or_in_time(case), "bad" if case.breached_at else "good", 1.0)
    clocks: Sequence[Clock] = getattr(case, "open_clocks", None) or [
        clock for clock in case.clocks.all() if clock.state in (Clock.State.RUNNING, Clock.State.STOPPED)
    ]
    running = [clock for clock in clocks if clock.due_at is not None]
    chosen = min(running, key=lambda clock: (clock.due_at, clock.pk)) if running else next(iter(clocks), None)
    return clock_face(chosen, now) if chosen else None


def _late_or_in_time(case: Case) -> str:
    return _("Closed late") if case.breached_at else _("Closed in time")


def _stopped_share(clock: Clock) -> float:
    if clock.remaining is None or clock.run_unit != clock.unit or not clock.length:
        return 0.5
    return max(0.0, 1 - clock.remaining / clock.length)


def _left_words(clock: Clock, now: datetime) -> str:
    assert clock.due_at is not None  # noqa: S101 - a running clock has an end, the table says so
    zone = settings.CITY_ZONE
    if clock.due_at.astimezone(zone).date() == now.astimezone(zone).date():
        return span_words(clock.due_at - now)
    if clock.run_unit == "workday":
        days, _unit = left(clock.run_from, clock.run_length, clock.run_unit, now)
        return length_words(days, "workday")
    return span_words(clock.due_at - now)


def _late(span: timedelta) -> str:
    return _("%(time)s late") % {"time": span_words(span, short=True)}


def span_words(span: timedelta, *, short: bool = False) -> str:
    """Say a stretch of time in its one or two largest units: "2 days 4 hours", "35 min"."""
    minutes = int(span.total_seconds() // 60)
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days >= 3 or (days and (short or not hours)):
        return length_words(days, "day")
    if days:
        return _("%(days)s %(hours)s") % {
            "days": length_words(days, "day"),
            "hours": length_words(hours, "hour"),
        }
    if hours >= 3 or (hours and (short or not rest)):
        return length_words(hours, "hour")
    if hours:
        return _("%(hours)s %(minutes)s") % {
            "hours": length_words(hours, "hour"),
            "minutes": length_words(rest, "minute"),
        }
    return length_words(max(1, rest), "minute")


def length_words(count: int, unit: str) -> str:
    """Say a length of a term: "10 working days"."""
    said = {
        "workday": ngettext("%(count)s working day", "%(count)s working days", count),
        "day": ngettext("%(count)s day", "%(count)s days", count),
        "month": ngettext("%(count)s month", "%(count)s months", count),
        "hour": ngettext("%(count)s hour", "%(count)s hours", count),
        "minute": ngettext("%(count)s min", "%(count)s min", count),
    }[unit]
    return said % {"count": local_digits(str(count))}


@dataclass(frozen=True)
class Counting:
    """How a term is counted, in sentences, with the days inside it that the law does not count."""

    sentence: str
    rule: str
    days_off: list[tuple[date, str]] = field(default_factory=list)
    law: str = ""
    is_reviewed: bool = True


def counting_of(clock: Clock) -> Counting:
    """Return how a clock's end was found, so that anybody can count it again."""
    pack = current()
    start = clock.run_from.astimezone(settings.CITY_ZONE).date()
    law = pack.laws().get(clock.law)
    said = {"length": length_words(clock.run_length, clock.run_unit), "start": format_day(start)}
    if clock.run_unit in ("hour", "minute"):
        sentence = _("%(length)s from %(moment)s; nights and holidays count.") % {
            **said,
            "moment": format_moment(clock.run_from),
        }
        return Counting(sentence, "", [], _law_words(law), law is None or law.is_reviewed)
    return Counting(
        _("%(length)s from %(start)s; that day itself is not counted.") % said,
        _rule_words(clock.run_unit),
        _days_off(clock, start),
        _law_words(law),
        law is None or law.is_reviewed,
    )


def _rule_words(unit: str) -> str:
    if unit == "workday":
        return _("Weekends and public holidays are not counted.")
    rule = current().deadline_rule()
    if rule.exclude_action_day:
        return _("The day of acting is not counted either; a last day off moves to the next working day.")
    if rule.end == "roll":
        return _("Every day counts; a last day off moves to the next working day.")
    return _("Every day counts.")


def _law_words(law: object) -> str:
    if law is None:
        return ""
    return (
        text(getattr(law, "names", "")) or f"{getattr(law, 'act', '')} {getattr(law, 'article', '')}".strip()
    )


def _days_off(clock: Clock, start: date) -> list[tuple[date, str]]:
    """Return the holidays and closures inside the term, without plain weekends."""
    if clock.due_at is None:
        return []
    calendar, last = current().work_calendar(), clock.due_at.astimezone(settings.CITY_ZONE).date()
    named = {**calendar.holidays, **calendar.closures}
    return sorted((day, why) for day, why in named.items() if start < day <= last)[:MOST_DAYS_LISTED]


@dataclass(frozen=True)
class Told:
    """One line of history in words."""

    at: datetime
    title: str
    detail: str = ""
    words: str = ""
    kind: str = ""
    who: str = ""
    is_public: bool = False
    is_erased: bool = False


def told_to_staff(
    event: CaseEvent, walk: Workflow, clock_names: Mapping[str, str], people: Mapping[int, str]
) -> Told:
    """
    Return a line of history as an officer reads it.

    :param clock_names: names of the case's clocks by key
    :param people: names of accounts the lines speak of, by number
    """
    title, detail, kind = matter_words(event) or _title(event, walk, clock_names, people)
    words = getattr(event, "words", None)
    return Told(
        at=_moment_of(event),
        title=title,
        detail=detail,
        words=words.text if words else "",
        kind=kind,
        who=event.actor.name if event.actor else "",
        is_public=event.is_public,
        is_erased=bool(words and words.erased_at),
    )


def _moment_of(event: CaseEvent) -> datetime:
    """A breach happened when the time ran out, not when the sweep came by."""
    if event.verb == "clock_breached" and event.body.get("due_at"):
        return datetime.fromisoformat(event.body["due_at"])
    return event.at


def _title(
    event: CaseEvent, walk: Workflow, clock_names: Mapping[str, str], people: Mapping[int, str]
) -> tuple[str, str, str]:
    body = event.body
    clock = {"clock": clock_names.get(body.get("clock", ""), body.get("clock", ""))}
    match event.verb:
        case "opened":
            source = Case.Source(body["source"]).label if body.get("source") in Case.Source.values else ""
            return _("Case opened"), routed_words(str(source), body), ""
        case "moved":
            arrow = walk.transitions.get(body.get("transition", ""))
            state = walk.state(body.get("to", ""))
            done = _step_words(text(arrow.names) if arrow else "", body, clock)
            return text(state.names), done, "good" if state.final else ""
        case "assigned":
            if not body.get("to"):
                return _("Given to the unit"), "", "quiet"
            return _("Given to %(name)s") % {"name": people.get(body["to"], "?")}, "", "quiet"
        case "clock_stopped":
            rest = length_words(int(body.get("remaining", 0)), str(body.get("unit", "day")))
            detail = _("%(clock)s: %(left)s left") % {**clock, "left": rest}
            return _("Clock stopped"), detail, "stale"
        case "clock_resumed":
            due = format_day(datetime.fromisoformat(body["due_at"]))
            return _("Clock runs again"), _("%(clock)s: until %(day)s") % {**clock, "day": due}, ""
        case "clock_breached":
            kind = "stale" if body.get("binds") == Clock.Binds.PARTY else "bad"
            return _("Time ran out"), clock["clock"], kind
        case "answered":
            said = _("Satisfied") if body.get("satisfied") else _("Not satisfied")
            return _("The citizen answered"), said, "good" if body.get("satisfied") else "watch"
        case "document":
            return document_words(body)
        case _:
            return _quiet_title(event, walk)


def _written_title(event: CaseEvent) -> str:
    if event.verb == "asked":
        return _("We asked for")
    if event.verb == "asked_settled":
        return str(AskedItem.State(event.body["state"]).label)
    return _("The office wrote")


def _step_words(step: str, body: Mapping[str, str], clock: Mapping[str, str]) -> str:
    """Name a step, and why the machine took it where it did."""
    if body.get("clock"):
        return _("%(step)s, by itself: %(clock)s is over") % {"step": step, **clock}
    return " · ".join(part for part in (step, reason_words(body.get("reopened", ""))) if part)


def _quiet_title(event: CaseEvent, walk: Workflow) -> tuple[str, str, str]:
    match event.verb:
        case "evidence":
            asked = walk.evidence.get(event.body.get("evidence", ""))
            return _("Evidence given"), text(asked.names) if asked else event.body["evidence"], "quiet"
        case "second_authority":
            return second_authority_words(event.body), "", "watch"
        case "visited":
            return visit_words(event)
        case _:
            return str(CaseEvent.Verb(event.verb).label), "", "quiet"


def told_to_public(event: CaseEvent, walk: Workflow) -> Told | None:
    """Return a line of history as everyone may read it: states and clocks, no names; or ``None``."""
    said = matter_words(event)
    if said is None and event.verb == "document" and (event.body.get("fee") or event.body.get("appointment")):
        said = document_words(event.body)
    if said is None:
        return _told_to_public(event, walk)
    title, detail, kind = said
    return Told(event.at, title, detail, kind=kind)


def _told_to_public(event: CaseEvent, walk: Workflow) -> Told | None:
    body = event.body
    match event.verb:
        case "opened":
            return Told(event.at, text(walk.state(body.get("state", walk.initial)).public_names))
        case "moved":
            return _public_move(event, walk)
        case "clock_stopped":
            return Told(event.at, _("The clock stopped"), kind="stale")
        case "clock_resumed":
            due = format_day(datetime.fromisoformat(body["due_at"]))
            return Told(event.at, _("The clock runs again"), _("New last day: %(day)s") % {"day": due})
        case "clock_breached":
            if body.get("binds") == Clock.Binds.PARTY:
                return Told(_moment_of(event), _("The time that was given is over"), kind="stale")
            return Told(_moment_of(event), _("We did not finish in time"), kind="bad")
        case "second_authority":
            return Told(event.at, second_authority_words(body), kind="watch")
        case "noted" | "asked" | "asked_settled":
            words = getattr(event, "words", None)
            return Told(event.at, _written_title(event), words=words.text if words else "")
        case "erased":
            return Told(event.at, _("Personal data was deleted"), kind="quiet")
        case _:
            return None


def _public_move(event: CaseEvent, walk: Workflow) -> Told | None:
    before, after = walk.state(event.body.get("from", "")), walk.state(event.body.get("to", ""))
    if before.public_names == after.public_names:
        return None
    why = reason_words(event.body.get("reopened", ""))
    return Told(event.at, text(after.public_names), why, kind="good" if after.outcome == "done" else "")


def letters(events: Sequence[CaseEvent], walk: Workflow) -> list[CaseEvent]:
    """Return the lines of a history that carry words between office and author: messages, and how it ended."""
    return [
        event
        for event in events
        if event.verb in ("message_out", "message_in", "answered")
        or (event.verb == "moved" and (walk.state(event.body.get("to", "")).final or "by" in event.body))
        if getattr(event, "words", None) is not None and event.words.text
    ]


def due_words(case: Case, now: datetime) -> str:
    """Say when a case should be done, for the citizen."""
    if case.closed_at is not None:
        return _("Closed on %(day)s.") % {"day": format_day(case.closed_at)}
    if case.is_stopped:
        return _("The clock stands still while we wait for an answer.")
    if case.due_at is None:
        return _("No last day is set for this service.")
    if case.due_at < now:
        return _("The last day was %(day)s; we are late.") % {"day": format_day(case.due_at)}
    zone = settings.CITY_ZONE
    if case.due_at.astimezone(zone) - now < DAY:
        return _("By %(moment)s at the latest.") % {"moment": format_moment(case.due_at)}
    return _("By %(day)s at the latest.") % {"day": format_day(case.due_at)}
