"""Every connector's health in words, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from meydan.base.connectors import home_settings, registry
from meydan.base.connectors.models import ConnectorState
from meydan.base.connectors.registry import Connector
from meydan.base.locale.public import format_moment, format_number, text

SLOW_S = 5.0  # people wait this long for a page, so an answer that takes longer is worth a word


@dataclass(frozen=True)
class Health:
    """One connector, as shown."""

    code: str
    name: str
    host: str
    state: str
    word: str
    since: str
    advice: str
    error: str
    can_try: bool


def all_health(now: datetime) -> list[Health]:
    """The health of every registered connector, those that need someone first."""
    rows = {row.code: row for row in ConnectorState.objects.order_by("code")}
    found = [health(known, rows.get(known.code), now) for known in registry.connectors()]
    order = {"bad": 0, "watch": 1, "good": 2, "stale": 3, "plain": 4}
    return sorted(found, key=lambda one: (order[one.state], one.code))


def health(connector: Connector, row: ConnectorState | None, now: datetime) -> Health:
    """One connector's health."""
    if not home_settings.is_enabled(connector):
        return _off(connector)
    state, word, since, advice = _on(row, now)
    error = row.last_error if row is not None and row.failing_since_at else ""
    address = home_settings.base_url(connector)
    return Health(
        connector.code, text(connector.names), address, state, word, since, advice, error, bool(address)
    )


def _off(connector: Connector) -> Health:
    advice = _(
        "To switch it on, write enabled = true under [%(code)s] in connectors.toml in the home folder."
    )
    words = advice % {"code": connector.code}
    return Health(connector.code, text(connector.names), "", "plain", _("off"), "", words, "", False)


def _on(row: ConnectorState | None, now: datetime) -> tuple[str, str, str, str]:
    if row is None or (row.last_success_at is None and row.last_failure_at is None):
        return "stale", _("not tried yet"), "", _("It will be called when it is first needed.")
    if row.rests_until_at is not None and row.rests_until_at > now:
        return "bad", _("left alone"), _since(row.failing_since_at), _rest_advice(row.rests_until_at)
    if row.failing_since_at is not None:
        return "watch", _("failing"), _since(row.failing_since_at), _failure_advice(row.last_error)
    if row.latency_s is not None and row.latency_s > SLOW_S:
        words = _("Its last answer took %(seconds)s s. If that goes on, tell those who run it.")
        return "watch", _("slow"), _last(row), words % {"seconds": format_number(row.latency_s, 1)}
    return "good", _("works"), _last(row), ""


def _rest_advice(until: datetime) -> str:
    words = _(
        "It failed many times in a row. It is tried again by itself on %(moment)s; nothing is lost meanwhile."
    )
    return words % {"moment": format_moment(until, "long")}


def _failure_advice(error: str) -> str:
    if "HTTP 401" in error or "HTTP 403" in error:
        return _("The other side refuses our key. Check the key in connectors.toml.")
    if "HTTP 404" in error:
        return _("The address is not right any more. Check the address in connectors.toml.")
    if "leads to" in error:
        return _("The address leads into an inner network, so it was not called. Check the address.")
    return _("It will be tried again. If it goes on, ask those who run it.")


def _since(at: datetime | None) -> str:
    return _("since %(moment)s") % {"moment": format_moment(at, "long")} if at else ""


def _last(row: ConnectorState) -> str:
    at = row.last_success_at
    return _("last answer on %(moment)s") % {"moment": format_moment(at, "long")} if at else ""
