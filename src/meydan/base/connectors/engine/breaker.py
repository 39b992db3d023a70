"""How long a system that keeps failing is left alone."""

FAILURES_ALLOWED = 5  # in a row; single failures are everyday life
FIRST_REST_S = 60.0
LONGEST_REST_S = 3600.0  # a system that has come back is noticed within the hour


def rest_s(failures: int) -> float:
    """
    Return how long to leave a system alone after so many failures in a row [s]; 0 means call it.

    From the fifth failure a minute, doubling with every failed trial up to an hour.
    """
    if failures < FAILURES_ALLOWED:
        return 0.0
    return min(LONGEST_REST_S, FIRST_REST_S * 2.0 ** min(failures - FAILURES_ALLOWED, 20))
