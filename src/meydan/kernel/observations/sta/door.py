"""Finds out what a request asks for and lets it be done."""

from __future__ import annotations

from meydan.kernel.observations.sta.http import Refusal, Request, Response


def answer(request: Request) -> Response:
    """
    The answer to a request.

    :raises Refusal: if it cannot be done as it stands
    """
    raise Refusal(404, f"There is nothing at {request.path!r}.")
