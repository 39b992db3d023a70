"""What ``meydan check-pack`` asks of rules of routing: that each can be read, is reached, and leads to a unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from meydan.base.locale.public import fold
from meydan.base.packs.public import Book
from meydan.kernel.cases.engine.routing_columns import ServiceFacts
from meydan.kernel.cases.engine.routing_reach import Town, town_faults
from meydan.kernel.cases.engine.routing_reading import RoutingFault, read_rules, rows_in_order, shape_faults
from meydan.kernel.cases.models import Case, Service
from meydan.kernel.cases.queries.routing import PICKED
from meydan.kernel.cases.routingwords import in_english


def check_routing(book: Book) -> None:
    """The rules of the pack, together with those it inherits."""
    found = book.document("routing")
    if found is None:
        return
    file, own = found
    whole = book.whole("routing")
    _check_codes(book, file, own)
    _check_names(book, file, whole, own)
    faults = list(shape_faults(whole, fold))
    if not faults and book.is_readable:
        faults = list(town_faults(read_rules(whole, fold), _town(book)))
    rows = rows_in_order(whole)
    for fault in faults:
        code = str(rows[fault.number].get("code", "")) if fault.number >= 0 else ""
        line = _line(book, file, own, fault, code)
        if line:
            book.fault(file, line, *in_english(fault))


def _own_rows(own: Mapping[str, Any]) -> list[tuple[int, dict[str, Any]]]:
    rows = own.get("rule", [])
    numbered = enumerate(rows if isinstance(rows, list) else [])
    return [(number, row) for number, row in numbered if isinstance(row, dict)]


def _check_codes(book: Book, file: Path, own: Mapping[str, Any]) -> None:
    counts = Counter(str(row.get("code")) for _number, row in _own_rows(own))
    for number, row in _own_rows(own):
        if counts[str(row.get("code"))] > 1:
            fault = RoutingFault(number, "code", "code_twice", {"code": str(row.get("code"))})
            book.fault(file, book.at(file, "rule", number, "code"), *in_english(fault))


def _check_names(book: Book, file: Path, whole: Mapping[str, Any], own: Mapping[str, Any]) -> None:
    """A rule's name stands in histories that people of every language read."""
    named = {str(row.get("code")): row.get("names", {}) for row in rows_in_order(whole)}
    for number, row in _own_rows(own):
        names = named.get(str(row.get("code")), {})
        lacks = [one for one in book.pack.locales if isinstance(names, dict) and not names.get(one)]
        if lacks and not row.get("withdrawn"):
            problem = f"The rule {row.get('code')!r} has no name in: {', '.join(lacks)}."
            book.fault(file, book.at(file, "rule", number, "names"), problem, "Add it to names.")


def _line(book: Book, file: Path, own: Mapping[str, Any], fault: RoutingFault, code: str) -> int:
    """
    Return the line in the pack's own file that has the fault; 0 when another pack's file has it.

    An inherited rule that a rule of this pack hides is told where the one that hides it stands.
    """
    if fault.number < 0:
        return book.at(file, fault.key)
    places = {str(row.get("code", "")): number for number, row in _own_rows(own)}
    for named, key in ((code, fault.key), (str(fault.said.get("by", "")), "code")):
        if named in places:
            return book.at(file, "rule", places[named], key)
    return 0


def _town(book: Book) -> Town:
    services = book.services
    return Town(
        units=book.units,
        services=[
            ServiceFacts(code, str(row.get("kind", "request")), bool(row.get("urgent", False)))
            for code, row in sorted(services.items())
        ],
        channels=[str(value) for value in Case.Source.values],
        kinds={str(value) for value in Service.Kind.values},
        layers=book.codes("layers"),
        fields={code: set(_picked(book, str(row["form"]))) for code, row in services.items() if row.get("form")},
    )  # fmt: skip


def _picked(book: Book, form: str) -> Iterator[str]:
    for field in book.whole(f"forms/{form}").get("field", []):
        if field.get("kind") in PICKED:
            yield str(field.get("code", ""))
