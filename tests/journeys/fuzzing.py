"""A published description held against the server: schemathesis asks what it allows."""

from __future__ import annotations

import os
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import CheckFunction, not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

EXAMPLES = int(os.environ.get("MEYDAN_SCHEMATHESIS_EXAMPLES", "6"))
CHECKS: list[CheckFunction] = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
]  # fmt: skip


def fuzz(document: dict[str, Any], base_url: str, **asked: Any) -> int:
    """
    Ask every operation of an OpenAPI document and hold the answers against it; return how many there are.

    :param asked: what goes with each request, such as ``cookies``
    """
    count = 0
    for found in schemathesis.openapi.from_dict(document).get_all_operations():
        operation = found.ok()
        count += 1

        @settings(
            max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck),
            phases=(Phase.explicit, Phase.generate), derandomize=True,
        )  # fmt: skip
        @given(case=operation.as_strategy())
        def ask(case: schemathesis.Case) -> None:
            case.call_and_validate(base_url=base_url, checks=CHECKS, **asked)

        ask()
    return count
