"""What a request is refused for, in the shape of the standard."""

from __future__ import annotations


class Fault(Exception):
    """The request cannot be answered: an HTTP status, and the sentence that says why and what to do."""

    def __init__(self, status: int, description: str, *, retry_after_s: int = 0) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.retry_after_s = retry_after_s


def need(condition: object, description: str, status: int = 400) -> None:
    """
    Go on only if something holds.

    :raises Fault: otherwise
    """
    if not condition:
        raise Fault(status, description)
