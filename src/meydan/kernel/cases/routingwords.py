"""What is wrong with a rule of routing, in words: English for ``check-pack``, the reader's language at the desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from meydan.base.locale.public import text
from meydan.kernel.cases.engine.routing_reading import RoutingFault

# What is wrong, and what to do.
FAULTS: dict[str, tuple[str, str]] = {
    "no_rows": (
        gettext_noop("The rules are not a list of tables."),
        gettext_noop("Write each rule as [[rule]]."),
    ),
    "too_many_rules": (
        gettext_noop("There are more than %(most)s rules."),
        gettext_noop("Join rules that lead to one unit."),
    ),
    "office_hours": (
        gettext_noop("The office does not open before it closes."),
        gettext_noop("Write the hours like 08:00 and 17:00."),
    ),
    "no_code": (
        gettext_noop("A rule has no usable code: “%(code)s”."),
        gettext_noop("Use small Latin letters, digits and _."),
    ),
    "code_twice": (
        gettext_noop("The code “%(code)s” stands twice."),
        gettext_noop("Give each rule a code of its own."),
    ),
    "unknown_key": (
        gettext_noop("A rule has no key “%(key)s”."),
        gettext_noop("Use: %(keys)s."),
    ),
    "no_unit": (
        gettext_noop("The rule names no unit."),
        gettext_noop("Say which unit has the case."),
    ),
    "no_names": (
        gettext_noop("The rule has no name."),
        gettext_noop("Write its name in every language."),
    ),
    "not_a_list": (
        gettext_noop("“%(key)s” is not a list of texts."),
        gettext_noop('Write it as ["one", "two"].'),
    ),
    "unknown_only": (
        gettext_noop("“%(code)s” is no class of urgency."),
        gettext_noop("Use urgent or other."),
    ),
    "too_many_words": (
        gettext_noop("The rule has more than %(most)s words."),
        gettext_noop("Keep those that matter."),
    ),
    "no_word": (
        gettext_noop("“%(word)s” is no word to look for."),
        gettext_noop("Write a plain word of two letters or more, at most %(most)s; signs are not looked at."),
    ),
    "no_answers": (
        gettext_noop("The answers are not lists by the field of the form."),
        gettext_noop('Write them as field = ["answer"].'),
    ),
    "unknown_hours": (
        gettext_noop("The hours cannot be read."),
        gettext_noop("Use inside, outside, or two clocks such as 22:00 and 06:00."),
    ),
    "no_polygon": (
        gettext_noop("The drawn area cannot be read."),
        gettext_noop("Write three corners or more as [longitude, latitude]."),
    ),
    "no_condition": (
        gettext_noop("The rule “%(code)s” asks for nothing and would catch every case."),
        gettext_noop("Name at least one condition."),
    ),
    "unknown_unit": (
        gettext_noop("There is no unit “%(code)s”."),
        gettext_noop("Name a unit of the city."),
    ),
    "unknown_service": (
        gettext_noop("There is no service “%(code)s”."),
        gettext_noop("Name a service of the catalogue."),
    ),
    "unknown_kind": (
        gettext_noop("There is no kind of service “%(code)s”."),
        gettext_noop("Use a kind that services have."),
    ),
    "unknown_channel": (
        gettext_noop("There is no way in “%(code)s”."),
        gettext_noop("Use: web, phone, counter, muhtar, sms, api, alert, detection, staff."),
    ),
    "unknown_layer": (
        gettext_noop("There is no layer “%(code)s”."),
        gettext_noop("Name a layer of the map."),
    ),
    "unknown_place": (
        gettext_noop("There is no place “%(code)s”."),
        gettext_noop("Write it as layer/key."),
    ),
    "unknown_field": (
        gettext_noop("No form asks “%(code)s” with answers to pick."),
        gettext_noop("Name a field of kind choice, choices or yes_no of the rule's services."),
    ),
    "never_fits": (
        gettext_noop("No case can ever fit the rule “%(code)s”."),
        gettext_noop("Its services are of another kind or urgency; change one of the two."),
    ),
    "shadowed": (
        gettext_noop("The rule “%(code)s” is never reached: “%(by)s” before it takes all its cases."),
        gettext_noop("Move it up, or remove it."),
    ),
}


def routed_words(source: str, body: Mapping[str, Any]) -> str:
    """Say how a case came in, and by which rule it found its unit."""
    rule = body.get("rule")
    if not isinstance(rule, dict):
        return source
    told = _("Rule of routing: %(rule)s") % {"rule": text(rule.get("names", {})) or rule.get("code", "")}
    return " · ".join(part for part in (source, told) if part)


def in_english(fault: RoutingFault) -> tuple[str, str]:
    """Return what is wrong and the remedy, for the one who writes a pack."""
    problem, remedy = FAULTS[fault.kind]
    return problem % dict(fault.said), remedy % dict(fault.said)


def in_words(fault: RoutingFault) -> str:
    """Return both in the reader's language."""
    problem, remedy = FAULTS[fault.kind]
    return f"{_(problem)} {_(remedy)}" % dict(fault.said)
