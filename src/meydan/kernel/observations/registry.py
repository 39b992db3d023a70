"""What rooms above answer for: the class of an index, the chance of a limit, what else came of an alert."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from meydan.base.ui.public import Chart
from meydan.kernel.observations.models import Alert

# Given a datastream and a moment, the class or value of an index there; None when it is unknown.
Classifier = Callable[[int, datetime], float | None]
# Given a datastream, a limit in its unit, whether above it, hours ahead and a moment, the chance from 0 to 1
# that it is passed within that time; None when it is unknown.
Forecaster = Callable[[int, float, bool, float, datetime], float | None]


@dataclass(frozen=True)
class AlertLink:
    """Something that came of an alert and has a page of its own, in the reader's words."""

    term: str
    label: str
    href: str


@dataclass(frozen=True)
class AlertAccount:
    """
    How an alert went, as anyone may read it.

    :ivar sentence: what was measured against what had been expected
    :ivar caution: what the sentence does not say; empty when it needs none
    :ivar chart: the course of it
    """

    sentence: str
    caution: str = ""
    chart: Chart | None = None


# Given an alert that is over and a moment, how it went; None of one that the room does not know.
AlertAccounts = Callable[[Alert, datetime], AlertAccount | None]

# Given an alert, what a room above made of it.
AlertLinks = Callable[[Alert], Sequence[AlertLink]]

# What a rule may start: codes with their names in the reader's words.
RuleAnswers = Callable[[], Sequence[tuple[str, str]]]

_alert_links: list[AlertLinks] = []
_public_links: list[AlertLinks] = []
_accounts: list[AlertAccounts] = []
_rule_answers: dict[str, RuleAnswers] = {}
_classifiers: dict[str, Classifier] = {}
_forecasters: dict[str, Forecaster] = {}
# What people read of a provider, in their own language.
_labels: dict[str, str | Promise] = {}


class ProviderTaken(Exception):
    """Two functions claim one name."""


def register_classifier(name: str, classify: Classifier, label: str | Promise = "") -> None:
    """
    Let rules of the kind "index" name this classifier; called from ``apps.ready()``.

    :param label: what people read who choose it
    :raises ProviderTaken: if another function has the name
    """
    if _classifiers.get(name, classify) is not classify:
        raise ProviderTaken(name)
    _classifiers[name] = classify
    _labels[name] = label or _labels.get(name, name)


def register_forecaster(name: str, forecast: Forecaster, label: str | Promise = "") -> None:
    """
    Let rules of the kind "forecast" name this forecaster; called from ``apps.ready()``.

    :param label: what people read who choose it
    :raises ProviderTaken: if another function has the name
    """
    if _forecasters.get(name, forecast) is not forecast:
        raise ProviderTaken(name)
    _forecasters[name] = forecast
    _labels[name] = label or _labels.get(name, name)


def classifier(name: str) -> Classifier | None:
    """The classifier of that name, if a room of this city has one."""
    return _classifiers.get(name)


def forecaster(name: str) -> Forecaster | None:
    """The forecaster of that name, if a room of this city has one."""
    return _forecasters.get(name)


def providers(kind: str) -> list[tuple[str, str]]:
    """Who answers for rules of a kind ("index" or "forecast"), as (name, label); empty where nobody does."""
    known = _classifiers if kind == "index" else _forecasters
    return [(name, str(_labels[name])) for name in known]


def register_alert_links(source: AlertLinks) -> None:
    """Say what else came of an alert; its page, its playbook and the page afterwards show it."""
    if source not in _alert_links:
        _alert_links.append(source)


def alert_links(alert: Alert) -> list[AlertLink]:
    """What rooms above made of an alert, in the order in which they registered."""
    return [found for source in _alert_links for found in source(alert)]


def register_public_alert_links(source: AlertLinks) -> None:
    """Say what anyone may read of what came of an alert."""
    if source not in _public_links:
        _public_links.append(source)


def public_alert_links(alert: Alert) -> list[AlertLink]:
    """What came of an alert, as far as anyone may read it."""
    return [found for source in _public_links for found in source(alert)]


def register_alert_account(source: AlertAccounts) -> None:
    """Say how an alert went, for the page on which the city tells what was done."""
    if source not in _accounts:
        _accounts.append(source)


def account_of(alert: Alert, now: datetime) -> AlertAccount | None:
    """How an alert went, told by the first room that knows it."""
    return next((found for source in _accounts if (found := source(alert, now)) is not None), None)


def register_rule_answers(name: str, source: RuleAnswers) -> None:
    """Say what a rule may start here ("service": a case, "playbook"); whoever makes a rule chooses among it."""
    _rule_answers[name] = source


def rule_answers(name: str) -> list[tuple[str, str]]:
    """What a rule may start, as (code, label); empty in a city that has no such room."""
    source = _rule_answers.get(name)
    return [] if source is None else list(source())


def forget(name: str) -> None:
    """Take a provider out again (for tests)."""
    _classifiers.pop(name, None)
    _forecasters.pop(name, None)
