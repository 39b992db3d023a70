"""Says anew what a case is about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from meydan.base.people.public import Account
from meydan.kernel.cases.models import Case, CaseEvent
from meydan.kernel.cases.operations.chain import append
from meydan.kernel.cases.operations.holding import hold
from meydan.kernel.cases.operations.opening import search_words


@transaction.atomic
def retitle(
    *,
    case_id: int,
    titles: Mapping[str, str],
    actor: Account,
    now: datetime,
    expected_version: int | None = None,
) -> Case:
    """
    Give a case another title, by language; its history keeps that it was said anew.

    :raises CaseChanged: if the case has moved on since the reader's version
    """
    case = hold(case_id, expected_version, now)
    case.titles = dict(titles)
    case.search = search_words(case)
    case.save(update_fields=["titles", "search"])
    append(case, CaseEvent.Verb.RETITLED, actor=actor, now=now, body={"titles": case.titles}, is_public=True)
    return case
