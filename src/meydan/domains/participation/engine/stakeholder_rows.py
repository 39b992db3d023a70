"""A table of stakeholders as somebody keeps it in a spreadsheet, read row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

# What a column may be called; the first is how it is written out.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "ad", "adı", "kurum", "نام", "سازمان"),
    "kind": ("kind", "tür", "türü", "نوع"),
    "topics": ("topics", "konular", "موضوع‌ها", "موضوعات"),
    "interest": ("interest", "ilgi", "علاقه"),
    "influence": ("influence", "etki", "تأثیر", "تاثیر"),
    "person": ("person", "kişi", "yetkili", "شخص"),
    "phone": ("phone", "telefon", "تلفن"),
    "email": ("email", "e-posta", "eposta", "ایمیل", "رایانامه"),
    "consented_on": ("consented_on", "rıza tarihi", "onay tarihi", "تاریخ رضایت"),
    "named": ("named", "adı yayımlansın", "نام منتشر شود"),
}
YES = frozenset({"1", "yes", "evet", "بله", "x", "true"})
MOST_ROWS = 5000


@dataclass(frozen=True)
class StakeholderRow:
    """One organisation as the table has it; ``line`` counts from 1 with the heading."""

    line: int
    name: str
    kind: str
    topics: tuple[str, ...] = ()
    interest: int = 3
    influence: int = 3
    person: str = ""
    phone: str = ""
    email: str = ""
    consented_on: date | None = None
    is_named: bool = False


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row: ``problem`` is a code, ``said`` what stands there."""

    line: int
    problem: str
    said: str = ""


@dataclass
class ReadTable:
    """The rows that can be taken, and what is wrong with the others."""

    rows: list[StakeholderRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def columns_of(heading: Sequence[str]) -> dict[str, int]:
    """Return where each column stands; headings in any of the three languages, any case."""
    told = [" ".join(cell.casefold().split()) for cell in heading]
    found = {}
    for name, words in HEADINGS.items():
        at = next((told.index(word.casefold()) for word in words if word.casefold() in told), None)
        if at is not None:
            found[name] = at
    return found


def read_rows(table: Sequence[Sequence[str]], *, kinds: Mapping[str, str]) -> ReadTable:
    """
    Read a table with a heading.

    :param kinds: every way a kind may be written (case folded) -> its code
    """
    read = ReadTable()
    if not table:
        read.faults.append(Fault(1, "empty"))
        return read
    columns = columns_of(table[0])
    if "name" not in columns or "kind" not in columns:
        read.faults.append(Fault(1, "heading"))
        return read
    if len(table) > MOST_ROWS + 1:
        read.faults.append(Fault(MOST_ROWS + 1, "many"))
        return read
    seen: dict[tuple[str, str], int] = {}
    for line, cells in enumerate(table[1:], 2):
        said = {name: cells[at].strip() if at < len(cells) else "" for name, at in columns.items()}
        if any(said.values()):
            _take(read, line, said, kinds, seen)
    return read


def _take(
    read: ReadTable,
    line: int,
    said: Mapping[str, str],
    kinds: Mapping[str, str],
    seen: dict[tuple[str, str], int],
) -> None:
    kind = kinds.get(said["kind"].casefold(), "")
    faults: list[Fault] = []
    if not said["name"] or len(said["name"]) > 160:
        faults.append(Fault(line, "name"))
    if not kind:
        faults.append(Fault(line, "kind", said["kind"]))
    levels = {name: _level(said.get(name, "")) for name in ("interest", "influence")}
    faults += [Fault(line, "level", said[name]) for name, level in levels.items() if level is None]
    consented, is_day = _day(said.get("consented_on", ""))
    if not is_day:
        faults.append(Fault(line, "day", said["consented_on"]))
    is_named = said.get("named", "").casefold() in YES
    if is_named and consented is None and is_day:
        faults.append(Fault(line, "consent"))
    before = seen.setdefault((kind, said["name"]), line)
    if before != line:
        faults.append(Fault(line, "twice", str(before)))
    if faults:
        read.faults += faults
        return
    topics = tuple(
        part.strip()[:60] for part in said.get("topics", "").replace("،", ";").split(";") if part.strip()
    )
    read.rows.append(
        StakeholderRow(
            line, said["name"], kind, topics, levels["interest"] or 3, levels["influence"] or 3,
            said.get("person", ""), said.get("phone", ""), said.get("email", ""), consented, is_named,
        )
    )  # fmt: skip


def _level(said: str) -> int | None:
    """One to five; three for an empty cell."""
    if not said:
        return 3
    return int(said) if said in ("1", "2", "3", "4", "5") else None


def _day(said: str) -> tuple[date | None, bool]:
    if not said:
        return None, True
    try:
        return date.fromisoformat(said), True
    except ValueError:
        return None, False
