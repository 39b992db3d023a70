"""Fills a home with cases and their clocks in bulk. Run as a program: ``cases_fill.py CASES OPEN [DUE]``."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import django

A_BATCH = 20_000
# The town the cases lie in (degrees), and how far back the first was opened.
WEST, SOUTH, EAST, NORTH = 39.44, 40.42, 39.53, 40.50
OVER_DAYS = 3 * 365
OFFICERS = 40
CASE_COLUMNS = (
    "id", "code", "service", "unit", "assignee", "state", "outcome", "search", "address", "lon", "lat",
    "source", "opened_at", "due_at", "is_stopped", "breached_at", "closed_at", "updated_at",
)  # fmt: skip
CLOCK_COLUMNS = (
    "case", "key", "names", "length", "unit", "state", "started_at", "due_at", "run_from", "run_length",
    "run_unit", "ended_at",
)  # fmt: skip
EVENT_COLUMNS = ("case", "sequence", "verb", "at", "body", "is_public", "salt", "seal")


def fill(cases: int, open_cases: int, due_clocks: int | None = None) -> None:
    """
    Store ``cases`` cases of the pack's requests with a clock each, the youngest ``open_cases`` of them open.

    Every open case has the sealed first line of its history; closed ones have none, for nothing here reads it.

    :param due_clocks: how many running clocks have run out and were not marked; ``None``: one in five
    """
    from meydan.kernel.cases.models import Case, CaseEvent, Clock

    town = _Town(cases, open_cases, due_clocks)
    for start in range(0, cases, A_BATCH):
        drawn = [town.draw(number) for number in range(start, min(start + A_BATCH, cases))]
        insert_rows(Case, CASE_COLUMNS, [case for case, _clock, _event in drawn])
        insert_rows(Clock, CLOCK_COLUMNS, [clock for _case, clock, _event in drawn])
        insert_rows(CaseEvent, EVENT_COLUMNS, [event for _case, _clock, event in drawn if event])
    _settle(Case)


class _Town:
    """What the cases are drawn from; the same numbers give the same town."""

    def __init__(self, cases: int, open_cases: int, due_clocks: int | None) -> None:
        from meydan.base.packs.public import current
        from meydan.kernel.cases.engine.codes import ALPHABET, check_symbol
        from meydan.kernel.cases.models import Case, Service

        self.random = random.Random(20_261_128)
        self.prefix, self.alphabet, self.check = current().case_prefix, ALPHABET, check_symbol
        self.services = list(
            Service.objects.filter(workflow="request").select_related("unit").order_by("code")
        )
        self.first = (Case.objects.order_by("-id").values_list("id", flat=True).first() or 0) + 1
        self.cases, self.open_from, self.due_clocks = cases, cases - open_cases, due_clocks
        self.open_cases = open_cases
        self.now = datetime.now(UTC).replace(microsecond=0)
        self.officers = _officers(self.services[0].unit.code)

    def code(self, number: int) -> str:
        """A code that no other number has: 31 is prime, so the multiplier walks through all of them."""
        rest, drawn = (number * 7_654_321 + 12_345) % 31**5, ""
        for _place in range(5):
            rest, symbol = divmod(rest, 31)
            drawn += self.alphabet[symbol]
        body = drawn + self.check(drawn)
        return f"{self.prefix}-{body[:4]}-{body[4:]}"

    def draw(self, number: int) -> tuple[list[Any], list[Any], list[Any] | None]:
        """A case, its clock and, for an open one, the first line of its history."""
        from meydan.base.locale.public import fold_forms

        chance = self.random.random
        pk, service = self.first + number, self.services[number % len(self.services)]
        opened = self.now - timedelta(seconds=int((self.cases - number) / self.cases * OVER_DAYS * 86_400))
        is_open = number >= self.open_from
        state, due, closed = self._standing(number, is_open, opened, chance())
        code, address = self.code(number), f"{1 + int(chance() * 300)}. Sokak {1 + int(chance() * 90)}"
        words = fold_forms(f"{code} {code.replace('-', '')} {service.names.get('tr', '')} {address}")
        officer = self.officers[number % len(self.officers)] if state != "received" else None
        case = [
            pk, code, service.pk, service.unit_id, officer, state, "done" if closed else "", words, address,
            WEST + chance() * (EAST - WEST), SOUTH + chance() * (NORTH - SOUTH), "web",
            opened, None if closed else due, False, None, closed, closed or opened,
        ]  # fmt: skip
        clock = [
            pk, "promise", {"tr": "Söz verilen süre", "fa": "مهلت وعده‌داده‌شده", "en": "Promised time"}, 10,
            "workday", "met" if closed else "running", opened, due, opened, 10, "workday", closed,
        ]  # fmt: skip
        return case, clock, self._first_line(pk, service.unit.code, opened) if is_open else None

    def _standing(
        self, number: int, is_open: bool, opened: datetime, chance: float
    ) -> tuple[str, datetime, datetime | None]:
        if not is_open:
            return "done", opened + timedelta(days=14), opened + timedelta(days=1 + chance * 12)
        place = number - self.open_from
        is_due = place < self.due_clocks if self.due_clocks is not None else chance < 0.2
        away = timedelta(seconds=3600 + int(chance * 13 * 86_400))
        due = self.now - away if is_due else self.now + away + timedelta(days=1)
        return ("received", "assigned", "working")[place % 3], due, None

    def _first_line(self, pk: int, unit: str, opened: datetime) -> list[Any]:
        from meydan.base.audit.public import new_salt, seal
        from meydan.kernel.cases.models import CaseEvent
        from meydan.kernel.cases.queries.chain import FIRST, sealed_body

        body = {"state": "received", "source": "web", "unit": unit}
        line = CaseEvent(case_id=pk, sequence=1, verb="opened", at=opened, body=body, is_public=True)
        salt = new_salt()
        return [pk, 1, "opened", opened, body, True, salt, seal(FIRST, sealed_body(line), salt)]


def _officers(unit: str) -> list[int]:
    """Accounts with a post in the unit, the first of them ``bench``, whose sessions the benchmark opens."""
    from django.utils import timezone

    from meydan.base.people.public import Account, appoint, ensure_post

    now, found = timezone.now(), list[int]()
    for number in range(OFFICERS):
        name = f"bench-{number}" if number else "bench"
        account = Account.objects.filter(username=name).first() or Account.objects.create_user(name)
        post = ensure_post(
            code=name, unit=unit, role="manager" if number == 0 else "clerk", names={"en": name}
        )
        if not post.holdings.exists():
            appoint(post=post, account=account, from_on=timezone.localdate(), now=now)
        found.append(account.pk)
    return found


def insert_rows(model: Any, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Store rows of some of a model's columns, the other columns at their defaults: COPY, or one statement."""
    from django.db import connection, transaction

    meta, given = model._meta, set(names)
    fields = [meta.get_field(name) for name in names]
    others = [field for field in meta.concrete_fields if field.name not in given and not field.primary_key]
    fixed = [_stored(field)(field.get_default()) for field in others]
    columns = ", ".join(f'"{field.column}"' for field in (*fields, *others))
    makers = [_stored(field) for field in fields]
    made: Iterator[list[Any]] = (
        [*(make(value) for make, value in zip(makers, row, strict=True)), *fixed] for row in rows
    )
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{meta.db_table}" ({columns}) FROM STDIN') as copy:  # type: ignore[attr-defined]
                for row in made:
                    copy.write_row(row)
            return
        marks = ", ".join(["?"] * (len(fields) + len(others)))
        # The driver's own executemany: Django's would rewrite the statement for each row.
        cursor.connection.executemany(  # type: ignore[attr-defined]
            f'INSERT INTO "{meta.db_table}" ({columns}) VALUES ({marks})', made
        )


def _stored(field: Any) -> Callable[[Any], Any]:
    """How a value of a column goes to the driver."""
    import json

    from django.db import connection, models

    target = field.target_field if field.is_relation else field
    if isinstance(target, models.JSONField):
        return lambda value: json.dumps(value, ensure_ascii=False)
    if isinstance(target, models.DateTimeField) and connection.vendor == "sqlite":
        return lambda value: None if value is None else f"{value:%Y-%m-%d %H:%M:%S}"
    return lambda value: value


def _settle(model: Any) -> None:
    """Numbers go on after ours; statistics are taken, as the database does by itself in the night."""
    from django.core.management.color import no_style
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def session(username: str) -> str:
    """The key of a fresh session of an account, for the cookie of a client."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from meydan.base.people.public import Account

    account = Account.objects.get(username=username)
    store = SessionStore()
    store[SESSION_KEY] = str(account.pk)
    store[BACKEND_SESSION_KEY] = "meydan.base.people.backend.MunicipalBackend"
    store[HASH_SESSION_KEY] = account.get_session_auth_hash()
    store.create()
    return str(store.session_key)


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "session":
        sys.stdout.write(session(sys.argv[2]))
    else:
        fill(*map(int, sys.argv[1:]))
