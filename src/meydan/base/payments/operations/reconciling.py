"""Holds a provider's statement against the book and keeps what differed."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction

from meydan.base.audit.public import record
from meydan.base.locale.public import to_latin_digits
from meydan.base.packs.public import current
from meydan.base.payments.engine.statements import (
    AMOUNT,
    REFERENCE,
    Line,
    StatementUnreadable,
    compare,
    read_lines,
)
from meydan.base.payments.models import Statement
from meydan.base.payments.queries import book_lines
from meydan.base.people.public import Account

MOST_BYTES = 5 * 1024 * 1024
MOST_LINES = 100_000
# Excel in Türkiye and Iran writes a semicolon and the code page of the country where it is not told otherwise.
ENCODINGS = ("utf-8-sig", "cp1254", "cp1256")


def read_statement(
    *, provider: str, from_on: date, to_on: date, name: str, content: bytes, actor: Account, now: datetime
) -> Statement:
    """
    Compare a CSV statement with what the book says of these days (both included); differences are kept.

    :raises StatementUnreadable: if it has no columns reference and amount, or a line cannot be read
    """
    theirs = read_lines(_rows(content), decimals=current().money.decimals)
    ours = book_lines(provider, from_on, to_on)
    findings = [asdict(one) for one in compare(theirs, ours)]
    with transaction.atomic():
        made = Statement.objects.create(
            provider=provider,
            from_on=from_on,
            to_on=to_on,
            name=name[:120],
            sha256=hashlib.sha256(content).hexdigest(),
            lines=len(theirs),
            theirs_minor=_sum(theirs),
            ours_minor=_sum(ours),
            findings=findings,
            read_at=now,
            read_by=actor,
        )
        payload = {"provider": provider, "lines": len(theirs), "differences": len(findings)}
        thing = f"payments.statement:{made.pk}"
        record(verb="payments.statement", actor=actor, thing=thing, payload=payload, now=now)
    return made


def _rows(content: bytes) -> list[dict[str, str]]:
    text = _text(content)
    heading = text.partition("\n")[0]
    delimiter = max((";", ",", "\t"), key=heading.count)
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter, strict=True)
    rows = []
    try:
        reader.fieldnames = [name.strip().lower() for name in reader.fieldnames or ()]
        if not {REFERENCE, AMOUNT} <= set(reader.fieldnames):
            raise StatementUnreadable(0, heading[:60])
        for number, row in enumerate(reader, start=1):
            if number > MOST_LINES or None in row:
                raise StatementUnreadable(number, "")
            rows.append({key: _plain(key, value or "") for key, value in row.items()})
    except csv.Error as odd:
        raise StatementUnreadable(reader.line_num, str(odd)) from odd
    return rows


def _text(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise StatementUnreadable(0, "")


def _plain(column: str, value: str) -> str:
    """An amount with Persian digits or a decimal comma is an amount; a grouping sign is not guessed at."""
    said = to_latin_digits(value).strip()
    if column != AMOUNT:
        return said
    said = said.replace("٫", ".")
    return said.replace(",", ".") if said.count(",") == 1 and "." not in said else said


def _sum(lines: list[Line]) -> int:
    return sum(line.amount_minor if line.kind == "payment" else -line.amount_minor for line in lines)
