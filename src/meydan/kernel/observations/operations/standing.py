"""Where rules stand on datastreams, read and written many at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from meydan.kernel.observations.engine.rules import AT_REST, Episode, State
from meydan.kernel.observations.models import Rule, RuleState
from meydan.kernel.observations.stores.states import StreamState

States = dict[tuple[int, int], State]
COLUMNS = ("is_active", "since_us", "last_us", "peak", "peak_us")


@dataclass(frozen=True)
class Verdict:
    """What a rule found on a datastream: where it stood, where it stands, what happened in between."""

    rule: Rule
    stream: StreamState
    known: State
    state: State
    episodes: list[Episode] = field(default_factory=list)


def read_states(stream_ids: Sequence[int]) -> States:
    """Where every rule that is not at rest stands on these datastreams, by rule and datastream."""
    rows = RuleState.objects.filter(datastream__in=stream_ids).values_list(
        "rule_id", "datastream_id", *COLUMNS
    )
    return {(rule, stream): State(*facts) for rule, stream, *facts in rows}


def keep_states(verdicts: Iterable[Verdict]) -> None:
    """Write where rules stand now: one statement for those that go on, one for those that came to rest."""
    moved = [verdict for verdict in verdicts if verdict.state != verdict.known]
    going = [verdict for verdict in moved if is_kept(verdict.state)]
    rested = [verdict for verdict in moved if is_kept(verdict.known) and not is_kept(verdict.state)]
    if going:
        RuleState.objects.bulk_create(
            [_row(verdict) for verdict in going],
            update_conflicts=True,
            unique_fields=["rule", "datastream"],
            update_fields=COLUMNS,
        )
    for rule in {verdict.rule.pk for verdict in rested}:
        own = [verdict.stream.pk for verdict in rested if verdict.rule.pk == rule]
        RuleState.objects.filter(rule=rule, datastream__in=own).delete()


def is_kept(state: State) -> bool:
    """Whether a state is written down; at rest, with nothing in a window, there is nothing to remember."""
    return not state.at_rest or state.peak_us is not None


def _row(verdict: Verdict) -> RuleState:
    state = verdict.state
    return RuleState(
        rule=verdict.rule,
        datastream_id=verdict.stream.pk,
        is_active=state.is_active,
        since_us=state.since_us,
        last_us=state.last_us,
        peak=state.peak,
        peak_us=state.peak_us,
    )


def known_state(states: States, rule: Rule, stream_id: int) -> State:
    """Where a rule stands on a datastream."""
    return states.get((rule.pk, stream_id), AT_REST)
