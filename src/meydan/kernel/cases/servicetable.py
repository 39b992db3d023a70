"""The catalogue as the published table of service standards: one row a service, in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from meydan.base.locale.public import format_money, format_number, format_percent, text
from meydan.base.packs.public import Pack, current, names
from meydan.base.people.public import OrgUnit
from meydan.kernel.cases import presentation
from meydan.kernel.cases.models import Service
from meydan.kernel.cases.queries.catalogue import YearOfCases, year_of_cases
from meydan.kernel.cases.queries.reopening import Reopened, reopened_since

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Paper:
    """A document asked for; ``held_by`` names who holds it already, empty when nobody does."""

    name: str
    held_by: str = ""


@dataclass(frozen=True)
class Term:
    """A time of the catalogue in words, with the law it rests on."""

    name: str
    length: str
    law: str = ""
    is_reviewed: bool = True


@dataclass(frozen=True)
class ServiceRow:
    """One row of the table; figures are counted from a year of cases, words are the reader's."""

    service: Service
    papers: list[Paper]
    terms: list[Term]
    latest: str
    first: str
    second: str
    fee: str
    channels: str
    year: YearOfCases
    reopened: Reopened

    @property
    def mean(self) -> str:
        """How long it really took, with the cases behind it; or why nothing can be said."""
        year = self.year
        if not year.closed:
            return _("no closed case yet")
        if not year.is_enough or year.mean_days is None:
            return ngettext(
                "too few to say (%(count)s case)", "too few to say (%(count)s cases)", year.closed
            ) % {"count": format_number(year.closed)}
        return ngettext(
            "%(days)s days on average (%(count)s case)",
            "%(days)s days on average (%(count)s cases)",
            year.closed,
        ) % {"days": format_number(year.mean_days, 1), "count": format_number(year.closed)}

    @property
    def volume(self) -> str:
        """How many were begun in a year."""
        return format_number(self.year.opened)

    @property
    def online(self) -> str:
        """How many of a hundred were begun from home."""
        share = self.year.online_share
        return format_percent(share * 100) if share is not None else _("too few to say")

    @property
    def reopened_words(self) -> str:
        """How many were opened again in a year, and why."""
        if not self.reopened.count:
            return _("none in a year") if self.reopened.closed else ""
        why = pgettext("list", ", ").join(
            f"{name}: {format_number(count)}" for name, count in self.reopened.rows() if name
        )
        said = _("%(count)s in a year, beside %(closed)s closed") % {
            "count": format_number(self.reopened.count),
            "closed": format_number(self.reopened.closed),
        }
        return f"{said} ({why})" if why else said

    @property
    def held_count(self) -> int:
        """How many of the documents somebody holds already."""
        return sum(bool(paper.held_by) for paper in self.papers)


def service_rows(offered: Iterable[Service], now: datetime) -> list[ServiceRow]:
    """Return the rows of some services as they stand at a moment; five queries."""
    listed = list(offered)
    pack = current()
    years = year_of_cases(now - YEAR, [service.pk for service in listed])
    again = reopened_since(now - YEAR, now, [service.pk for service in listed])
    registers = {row["code"]: text(names(row)) for row in pack.table("registers")}
    codes = {code for service in listed for code in (service.complaint_first, service.complaint_second)}
    units = {unit.code: text(unit.names) for unit in OrgUnit.objects.filter(code__in=codes)}
    return [
        ServiceRow(
            service=service,
            papers=[_paper(document, registers) for document in service.documents],
            terms=_terms(service, pack),
            latest=latest_words(service),
            first=units.get(service.complaint_first, service.complaint_first),
            second=units.get(service.complaint_second, service.complaint_second),
            fee=_fee(service, pack),
            channels=_channels(service),
            year=years.get(service.pk, YearOfCases()),
            reopened=again.get(service.pk, Reopened(service.pk)),
        )
        for service in listed
    ]


def _paper(document: Mapping[str, Any], registers: Mapping[str, str]) -> Paper:
    holder = str(document.get("held_by", ""))
    return Paper(text(document), registers.get(holder, holder))


def _terms(service: Service, pack: Pack) -> list[Term]:
    laws = pack.laws()
    return [
        Term(
            name=text(term.get("names", {})),
            length=presentation.length_words(int(term["length"]), str(term["unit"])),
            law=text(law.names) if law else "",
            is_reviewed=law is None or law.is_reviewed,
        )
        for term in service.clocks
        if term.get("visible", True)
        for law in [laws.get(term.get("law", ""))]
    ]


def latest_words(service: Service) -> str:
    """Say the time that the service's first visible clock gives from the opening."""
    for term in service.clocks:
        if term.get("visible", True) and not term.get("start"):
            return presentation.length_words(int(term["length"]), str(term["unit"]))
    return _("No time is set.")


def _fee(service: Service, pack: Pack) -> str:
    if service.fee.get("names"):
        return text(service.fee["names"])
    amount = service.fee.get("amount")
    if amount is None:
        return _("not stated")
    return format_money(amount, pack.money) if amount else pgettext("fee", "none")


def _channels(service: Service) -> str:
    codes = [code for code in service.channels if code != "web" or service.is_online]
    return pgettext("list", ", ").join(channel_name(code) for code in codes) or _("not stated")


def channel_name(code: str) -> str:
    """Return the name of a way in."""
    known = {
        "web": _("This site"),
        "phone": _("By phone"),
        "counter": _("At the counter"),
        "muhtar": _("Through the neighbourhood head"),
        "sms": _("By text message"),
        "post": _("By post"),
    }
    return known.get(code, code)
