"""The OpenAPI document of the JSON API, drawn from the types that the door itself reads and writes."""

from __future__ import annotations

from typing import Any

import msgspec

from meydan.kernel.cases.api.asked import parameters
from meydan.kernel.cases.api.rows import CaseList, CaseRow


class Problem(msgspec.Struct, omit_defaults=True):
    """What went wrong, as RFC 9457 writes it; ``parameter`` names what to mend."""

    title: str
    status: int
    detail: str
    type: str = "about:blank"
    parameter: str = ""


def document(root: str) -> dict[str, Any]:
    """
    Return the document.

    :param root: where the API stands, such as ``https://sehir.example``
    """
    _, schemas = msgspec.json.schema_components(
        [CaseList, CaseRow, Problem], ref_template="#/components/schemas/{name}"
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Meydan: cases",
            "version": "1",
            "description": "For staff who are signed in, with the cookie of their session. Reading only; "
            "nothing personal. Public lists stand at /open311/v2/.",
        },
        "servers": [{"url": root}],
        "security": [{"session": []}],
        "paths": {
            "/api/cases": {"get": _operation("listCases", "A page of cases", parameters(), "CaseList")},
            "/api/cases/{id}": {
                "get": _operation(
                    "readCase",
                    "One case",
                    [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}],
                    "CaseRow",
                )
            },
        },
        "components": {
            "schemas": schemas,
            "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": "session"}},
        },
    }


def _operation(name: str, summary: str, asked: list[dict[str, Any]], answer: str) -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    said = {
        "304": "Nothing has changed since If-None-Match",
        "400": "A parameter cannot be read",
        "401": "Nobody is signed in",
        "403": "Not for this account",
        "404": "There is none",
    }
    return {
        "operationId": name,
        "summary": summary,
        "parameters": asked,
        "responses": {
            "200": {
                "description": "Found",
                "headers": {"ETag": {"schema": {"type": "string"}}},
                "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{answer}"}}},
            },
            **{
                status: {"description": words, **({} if status == "304" else {"content": problem})}
                for status, words in said.items()
            },
        },
    }
