"""Forms, drafts and a room that takes answers, for tests."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from meydan.base.forms import registry
from meydan.base.forms.models import Draft, Form, FormVersion
from meydan.base.forms.operations.drafts import begin_draft

_numbers = itertools.count(1)


def names(words: str) -> dict[str, str]:
    """The same words in three languages, told apart."""
    return {"tr": f"{words} (tr)", "fa": f"{words} (fa)", "en": words}


def asked(code: str, kind: str = "text", **more: Any) -> dict[str, Any]:
    """A field of a document."""
    found = {"code": code, "kind": kind, "names": names(code.capitalize()), **more}
    if kind in ("choice", "choices") and "choice" not in found:
        found["choice"] = [{"code": one, "names": names(one)} for one in ("shop", "home")]
    return found


def document(*fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A form of one section."""
    return {
        "code": "sample_form",
        "names": names("A form"),
        "section": [{"code": "all", "names": names("All")}],
        "field": list(fields) or [asked("name")],
        **more,
    }


def version(*fields: dict[str, Any], now: datetime, **more: Any) -> FormVersion:
    """A published version."""
    code = f"form_{next(_numbers)}"
    return FormVersion.objects.create(
        form=Form.objects.create(code=code),
        number=1,
        document={**document(*fields, **more), "code": code},
        state=FormVersion.State.PUBLISHED,
        changed_at=now,
        published_at=now,
    )


def draft(*fields: dict[str, Any], now: datetime, **more: Any) -> Draft:
    """A draft of a form with these fields, for the purpose ``test:thing``."""
    return begin_draft(version=version(*fields, now=now), purpose="test:thing", now=now, **more)


@contextmanager
def taking(take: Any = None) -> Iterator[list[registry.Submission]]:
    """Take the answers of the purpose ``test``; gives what came in."""
    came: list[registry.Submission] = []

    def own(submission: registry.Submission, now: datetime) -> registry.Outcome:
        came.append(submission)
        return registry.Outcome("test.thing:1", "TT-1", "/")

    purpose = registry.Purpose(
        take=take or own,
        title=lambda about: names("A thing"),
        back=lambda about: "/",
        form=lambda about: about,
        may_assist=lambda account: True,
    )
    registry.register_purpose("test", purpose)
    try:
        yield came
    finally:
        registry.forget_purpose("test")
