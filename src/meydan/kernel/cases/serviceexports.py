"""The catalogue for machines: a sheet, rows in every language for national platforms, and schema.org."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from meydan.base.files.public import csv_bytes, harmless
from meydan.base.locale.public import LANGUAGES, text
from meydan.base.packs.public import current
from meydan.kernel.cases.models import Service
from meydan.kernel.cases.servicetable import ServiceRow

# ISO 8601 has no working days: a term in them is given without a duration, in words only.
DURATIONS = {"day": "P{}D", "month": "P{}M", "hour": "PT{}H", "minute": "PT{}M"}


def deep_link(service: Service, language: str) -> str:
    """Return the address of a service in a language; it stays as long as the service's code does."""
    return f"{settings.MEYDAN_HOME.address}{reverse('cases:service', args=[service.code])}?lang={language}"


def heads() -> list[str]:
    """Return the names of the columns, in the order of the published table."""
    return [
        _("No."),
        _("Service"),
        _("Documents asked"),
        _("Of these held by the state already"),
        _("Latest time"),
        _("Unit"),
        _("First complaint"),
        _("Second complaint"),
        _("Fee"),
        _("How to begin"),
        _("Mean days it took"),
        _("Closed cases behind the mean"),
        _("Begun in a year"),
        _("Begun from home (%)"),
        _("Address"),
    ]


def cells(rows: Sequence[ServiceRow], language: str) -> Iterator[list[str | float | None]]:
    """Yield the cells of each row; numbers stay numbers, and too few cases leave a cell empty."""
    for number, row in enumerate(rows, start=1):
        year, service = row.year, row.service
        share = year.online_share
        yield [
            number,
            text(service.names),
            "; ".join(paper.name for paper in row.papers),
            row.held_count,
            row.latest,
            text(service.unit.names),
            row.first,
            row.second,
            row.fee,
            row.channels,
            round(year.mean_days, 1) if year.is_enough and year.mean_days is not None else None,
            year.closed,
            year.opened,
            round(share * 100) if share is not None else None,
            deep_link(service, language),
        ]


def as_csv(rows: Sequence[ServiceRow], language: str) -> bytes:
    """Return the table as CSV for spreadsheets."""
    return csv_bytes(
        heads(), (["" if cell is None else cell for cell in row] for row in cells(rows, language))
    )


def as_xlsx(rows: Sequence[ServiceRow], language: str) -> bytes:
    """Return the table as XLSX on A4 across, running from right to left for Persian readers."""
    # A sixth of a second and several megabytes that most web processes never need.
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet = book.active
    sheet.title = _("Service standards")[:31]
    sheet.sheet_view.rightToLeft = get_language_bidi()
    sheet.freeze_panes = "C2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    sheet.append(heads())
    for row in cells(rows, language):
        sheet.append([harmless(cell) for cell in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column in sheet.columns:
        widest = max(len(str(cell.value or "")) for cell in column)
        sheet.column_dimensions[column[0].column_letter].width = min(38, widest + 2)
        for cell in column:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_json(rows: Sequence[ServiceRow]) -> str:
    """Return rows in every language with stable addresses, for national platforms and open data."""
    return json.dumps(
        {"city": current().names, "count": len(rows), "services": [_entry(row) for row in rows]},
        ensure_ascii=False,
    )


def _entry(row: ServiceRow) -> dict[str, Any]:
    service, year = row.service, row.year
    return {
        "code": service.code,
        "kind": service.kind,
        "names": service.names,
        "about": service.about,
        "unit": {"code": service.unit.code, "names": service.unit.names},
        "documents": [
            {"names": _names(document), "held_by": document.get("held_by", "")}
            for document in service.documents
        ],
        "terms": [
            {key: term.get(key, "") for key in ("id", "names", "length", "unit", "law", "start")}
            for term in service.clocks
            if term.get("visible", True)
        ],
        "complaint_first": service.complaint_first,
        "complaint_second": service.complaint_second,
        "fee": service.fee,
        "channels": service.channels,
        "is_online": service.is_online,
        "year": {
            "opened": year.opened,
            "closed": year.closed,
            "mean_days": round(year.mean_days, 2) if year.is_enough and year.mean_days is not None else None,
            "online_share": year.online_share,
        },
        "links": {language: deep_link(service, language) for language in LANGUAGES},
        "is_sample": service.is_sample,
    }


def _names(document: dict[str, Any]) -> dict[str, str]:
    return {language: document[language] for language in LANGUAGES if language in document}


def as_jsonld(row: ServiceRow, language: str) -> dict[str, Any]:
    """Return a service as schema.org GovernmentService, in one language."""
    service, pack = row.service, current()
    city = text(pack.names)
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "@id": f"{settings.MEYDAN_HOME.address}{reverse('cases:service', args=[service.code])}",
        "identifier": service.code,
        "name": text(service.names),
        "description": text(service.about),
        "inLanguage": language,
        "serviceType": str(service.get_kind_display()),
        "provider": {"@type": "GovernmentOrganization", "name": city},
        "serviceOperator": {"@type": "GovernmentOrganization", "name": text(service.unit.names)},
        "areaServed": {"@type": "City", "name": city},
        "availableChannel": {
            "@type": "ServiceChannel",
            "serviceUrl": deep_link(service, language),
            "availableLanguage": list(LANGUAGES),
            **_processing(service),
        },
    }
    if service.fee.get("amount") is not None:
        said["offers"] = {
            "@type": "Offer",
            "price": service.fee["amount"],
            "priceCurrency": pack.money.code,
        }
    return said


def _processing(service: Service) -> dict[str, str]:
    for term in service.clocks:
        if term.get("visible", True) and not term.get("start") and term.get("unit") in DURATIONS:
            return {"processingTime": DURATIONS[term["unit"]].format(int(term["length"]))}
    return {}
