"""How long to wait after a try that failed."""

MINUTE_S, HOUR_S = 60.0, 3600.0
# The schedule that Standard Webhooks proposes (standard-webhooks specification, "Deliverability and reliability").
PAUSES_S = (
    5.0,
    5 * MINUTE_S,
    30 * MINUTE_S,
    2 * HOUR_S,
    5 * HOUR_S,
    10 * HOUR_S,
    14 * HOUR_S,
    20 * HOUR_S,
    24 * HOUR_S,
)
# So many letters that nobody took, one after the other, and a subscriber is no longer there.
DEAD_IN_A_ROW = 3


def pause_s(attempts: int, chance: float) -> float | None:
    """
    Return the pause [s] after so many failed tries; ``None`` when there is no further one.

    :param chance: a number drawn evenly from 0 to 1; spreads the pause by a tenth, so that not all come back at once
    """
    if attempts > len(PAUSES_S):
        return None
    return PAUSES_S[attempts - 1] * (1 + 0.1 * chance)
