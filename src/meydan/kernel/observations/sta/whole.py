"""Observations of a datastream from the archive and the table as one series, page by page."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from meydan.kernel.observations.engine.archived import ArchivedRows
from meydan.kernel.observations.engine.batch import Mask
from meydan.kernel.observations.engine.isotime import write_moment
from meydan.kernel.observations.engine.query import ast
from meydan.kernel.observations.engine.query.model import Entity
from meydan.kernel.observations.engine.query.ranges import Range, fitting, ranges_of, starts_within
from meydan.kernel.observations.engine.slots import FIRST, LAST, at_of, bound_of
from meydan.kernel.observations.sta import limits, paging
from meydan.kernel.observations.sta.http import Refusal
from meydan.kernel.observations.sta.reading import (
    MOST_COUNTED,
    Asker,
    Page,
    Within,
    is_by_slot,
    is_plain,
    page_in_table,
    run,
    stream_seen,
)
from meydan.kernel.observations.sta.sql import Sql, sql
from meydan.kernel.observations.stores import archive
from meydan.kernel.observations.stores.parquet import ArchiveUnreadable

Row = tuple[int, int, float]


def page(asker: Asker, entity: Entity, query: ast.Query, within: Within) -> Page:
    """
    One page of a set; of the observations of one datastream also those that only the archive holds.

    A question that the archive does not answer (another order, other conditions, an expansion) is answered by the
    table, and the page says since when that is all there is.

    :raises QueryRefused: if the token of the page before is not one of this query
    :raises Refusal: if a file of the archive that is needed cannot be read
    """
    raw_from_us = _raw_from_us(asker, entity, within)
    if raw_from_us is None or within.stream is None:
        return page_in_table(asker, entity, query, within)
    ranges = ranges_of(query.filter)
    if ranges is None:
        return replace(page_in_table(asker, entity, query, within), only_since_us=raw_from_us)
    if starts_within(ranges)[0] >= raw_from_us:
        return page_in_table(asker, entity, query, within)
    if query.expand or not is_by_slot(query):
        return replace(page_in_table(asker, entity, query, within), only_since_us=raw_from_us)
    try:
        return _Whole(asker, entity, query, within, within.stream, ranges, bound_of(raw_from_us)).page()
    except ArchiveUnreadable as fault:
        newer = f"What is newer answers to $filter=phenomenonTime ge {write_moment(raw_from_us)}."
        raise Refusal(503, f"A file of the archive cannot be read: {fault} {newer}") from fault


def _raw_from_us(asker: Asker, entity: Entity, within: Within) -> int | None:
    """From when on the table holds everything of a datastream that may be seen; ``None`` when it always did."""
    if entity.name != "Observation" or within.stream is None:
        return None
    found = run(sql(
        "SELECT k.raw_from_us FROM {} WHERE d.id = {} AND {} "
        "AND EXISTS (SELECT 1 FROM observations_archivedmonth m WHERE m.datastream_id = d.id)",
        Sql("observations_keptfrom k JOIN observations_datastream d ON d.id = k.datastream_id"), within.stream,
        stream_seen(asker),
    ))  # fmt: skip
    return int(found[0][0]) if found else None


def archived_row(asker: Asker, entity: Entity, stream: int, slot: int) -> Row | None:
    """One observation that only the archive holds, if it may be seen."""
    if _raw_from_us(asker, entity, Within(stream=stream)) is None:
        return None
    found = archive.removed_rows(stream, slot, slot + 1)
    return (stream, slot, float(found.value[0])) if len(found) else None


@dataclass(frozen=True)
class _Whole:
    """One question to both; ``raw_from`` is the first slot of which the table holds everything."""

    asker: Asker
    entity: Entity
    query: ast.Query
    within: Within
    stream: int
    ranges: list[Range]
    raw_from: int

    @property
    def is_down(self) -> bool:
        return bool(self.query.orderby) and self.query.orderby[0].descending

    def page(self) -> Page:
        query, top = self.query, paging.top_of(self.query)
        skip = 0 if query.skip_token else query.skip or 0
        wanted = skip + top + 1
        # The table first: what is removed from it meanwhile lies in the archive by then.
        rows = self._in_table(wanted) if top else []
        is_done = self.is_down and len(rows) >= wanted and rows[-1][1] >= self.raw_from
        if top and not is_done:
            rows = self._merged(rows, self._archived(wanted))[:wanted]
        count, is_least = self._count() if query.count else (None, False)
        token = self._token(query, rows[skip + top - 1][1]) if top and len(rows) > skip + top else None
        return Page(rows[skip : skip + top], token, count, is_least)

    def _in_table(self, wanted: int) -> list[Row]:
        """The first rows of the table, as many as are wanted, a page at a time."""
        rows: list[Row] = []
        step = replace(self.query, skip=None, count=None)
        if step.skip_token:
            # Uncounted it may be a question of another way, whose tokens are shorter.
            slot = int(paging.read_token(step.skip_token, self._terms(self.query))[-1])
            step = replace(step, skip_token=self._token(step, slot))
        while True:
            step = replace(step, top=min(wanted - len(rows), paging.MOST_TOP))
            found = page_in_table(self.asker, self.entity, step, self.within)
            rows += [tuple(row) for row in found.rows]
            if found.token is None or len(rows) >= wanted:
                return rows
            step = replace(step, skip_token=found.token)

    def _archived(self, wanted: int) -> list[Row]:
        """The first rows that only the archive holds."""
        first, until = self._span()
        rows: list[Row] = []
        for month in archive.removed_months(self.stream, first, until, newest_first=self.is_down):
            limits.check()
            fits = self._fits(month)
            found = list(zip(month.slot[fits].tolist(), month.value[fits].tolist(), strict=True))
            rows += [
                (self.stream, slot, value) for slot, value in (reversed(found) if self.is_down else found)
            ]
            if len(rows) >= wanted:
                break
        return rows

    def _span(self, *, is_whole: bool = False) -> tuple[int, int]:
        """The slots that may be meant, as [first, until): after the last page, or all of them."""
        begin_us, end_us = starts_within(self.ranges)
        first, until = bound_of(begin_us), min(bound_of(end_us + 1), self.raw_from)
        last = FIRST if self.is_down else LAST
        if self.query.skip_token and not is_whole:
            last = int(paging.read_token(self.query.skip_token, self._terms(self.query))[-1])
            first, until = (first, min(until, last)) if self.is_down else (max(first, last + 1), until)
        return first, until

    def _fits(self, rows: ArchivedRows) -> Mask:
        """The rows of a month that fit, without those over which the table has something newer."""
        start_us = at_of(rows.slot)
        end_us, is_number = start_us.copy(), np.ones(len(rows), dtype=bool)
        for slot, detail in rows.details.items():
            place = int(np.searchsorted(rows.slot, slot))
            end_us[place] = start_us[place] if detail[0] is None else detail[0]
            is_number[place] = detail[5] is None
        fits = fitting(self.ranges, start_us, end_us, rows.value, is_number)
        if len(rows):
            newer, _ = archive.in_table(self.stream, int(rows.slot[0]), int(rows.slot[-1]) + 1)
            fits &= ~np.isin(rows.slot, newer)
        return fits

    def _merged(self, table: list[Row], archived: list[Row]) -> list[Row]:
        by_slot = {row[1]: row for row in [*archived, *table]}
        return [by_slot[slot] for slot in sorted(by_slot, reverse=self.is_down)]

    def _count(self) -> tuple[int, bool]:
        counted = page_in_table(self.asker, self.entity, replace(self.query, top=0), self.within)
        count, is_least = counted.count or 0, counted.is_least
        for month in archive.removed_months(self.stream, *self._span(is_whole=True)):
            limits.check()
            if is_least:
                break
            count += int(self._fits(month).sum())
            is_least = count > MOST_COUNTED
        return min(count, MOST_COUNTED), is_least

    def _terms(self, query: ast.Query) -> list[paging.Term]:
        """The terms of a token, as :func:`page_in_table` has them for this question."""
        slot = paging.Term(Sql("e.slot"), self.is_down, firm=True)
        by_id = any(order.by != ast.Path(("phenomenonTime",)) for order in query.orderby)
        is_short = is_plain(self.entity, replace(query, top=None), self.asker, self.within) or not by_id
        return [slot] if is_short else [paging.Term(Sql("e.datastream_id"), firm=True), slot]

    def _token(self, query: ast.Query, slot: int) -> str:
        return paging.token_of([self.stream, slot][-len(self._terms(query)) :])
