"""Checks the door of this home over HTTP, as a client of another maker would find it, and keeps the report."""

from __future__ import annotations

import json
import xml.etree.ElementTree as Tree
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import httpx
from django.conf import settings
from django.utils.translation import gettext_noop as _

from meydan.base.files.public import write_whole
from meydan.kernel.cases.open311.door import MOUNT
from meydan.kernel.cases.open311.faults import Fault
from meydan.kernel.cases.open311.moments import read_moment

FILE = "open311.json"
TIMEOUT_S = 30.0
EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - read from settings, not listened on


class NotMet(Exception):
    """The door does otherwise than the standard asks; the sentence says what it did."""


@dataclass(frozen=True)
class Outcome:
    """What became of one requirement."""

    asks: str
    how: str
    is_met: bool
    why: str = ""


Ask = Callable[..., httpx.Response]


def need(condition: object, why: str) -> None:
    """
    Go on only if something holds.

    :raises NotMet: otherwise
    """
    if not condition:
        raise NotMet(why)


def _rows(ask: Ask, path: str, **query: Any) -> list[dict[str, Any]]:
    answer = ask("GET", f"{path}.json", params=query)
    need(answer.status_code == 200, f"status {answer.status_code}")
    rows = answer.json()
    need(isinstance(rows, list), "the answer is no list")
    return list(rows)


def _types(ask: Ask) -> None:
    for form, kind in (("json", "application/json"), ("xml", "text/xml")):
        told = ask("GET", f"services.{form}").headers["Content-Type"]
        need(told == f"{kind}; charset=utf-8", told)


def _same(ask: Ask) -> None:
    for path, item in (
        ("services", "service"),
        ("requests", "request"),
        ("servicerequestupdates", "request_update"),
    ):
        rows = _rows(ask, path, page_size=50)
        root = Tree.fromstring(ask("GET", f"{path}.xml", params={"page_size": 50}).content)  # noqa: S314 - our own
        written = [{part.tag: part.text or "" for part in one} for one in root.iter(item)]
        need(
            written == [{name: _text(value) for name, value in row.items()} for row in rows],
            f"{path} differs",
        )


def _text(value: Any) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _discovery(ask: Ask) -> None:
    told = ask("GET", "discovery.json").json()
    need({"changeset", "contact", "key_service", "endpoints"} <= set(told), f"there is only {sorted(told)}")
    need(told["endpoints"][0]["specification"].endswith("GeoReport_v2"), "another specification is named")


def _definitions(ask: Ask) -> None:
    for row in _rows(ask, "services"):
        told = ask("GET", f"services/{row['service_code']}.json").json()
        need(told["service_code"] == row["service_code"], f"{row['service_code']}: another code")
        need(bool(told["attributes"]) == row["metadata"], f"{row['service_code']}: metadata says otherwise")


def _single(ask: Ask) -> None:
    for row in _rows(ask, "requests", page_size=3):
        one = _rows(ask, f"requests/{row['service_request_id']}")
        need(
            [found["service_request_id"] for found in one] == [row["service_request_id"]],
            "not the one asked for",
        )


def _several(ask: Ask) -> None:
    ids = [row["service_request_id"] for row in _rows(ask, "requests", page_size=3)]
    found = (
        {row["service_request_id"] for row in _rows(ask, "requests", service_request_id=",".join(ids))}
        if ids
        else set()
    )
    need(found == set(ids), f"asked for {ids}, found {sorted(found)}")


def _statuses(ask: Ask) -> None:
    for status in ("open", "closed"):
        others = {row["status"] for row in _rows(ask, "requests", status=status, page_size=100)} - {status}
        need(not others, f"asked for {status}, found {others}")


def _moments(ask: Ask) -> None:
    for row in _rows(ask, "requests", page_size=20):
        for name in ("requested_datetime", "updated_datetime"):
            need("T" in row[name] and row[name][-6] in "+-", f"{name}: {row[name]}")
            read_moment(row[name], name, settings.CITY_ZONE)


def _window(ask: Ask) -> None:
    query = {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-06-01T00:00:00Z"}
    need(ask("GET", "requests.json", params=query).status_code == 400, "151 days were answered")


def _order(ask: Ask) -> None:
    answer = ask("GET", "requests.json", params={"updated_after": "2000-01-01T00:00:00Z", "page_size": 1})
    first = answer.json()
    if "next" not in answer.links:
        return
    second = ask("GET", answer.links["next"]["url"].partition(f"{MOUNT}/")[2]).json()
    need(second and second != first, "the next page is the same one")


def _errors(ask: Ask) -> None:
    for path, status in (
        ("requests/0.json", 404),
        ("services/none-such.json", 404),
        ("requests.json?status=lost", 400),
    ):
        answer = ask("GET", path)
        need(answer.status_code == status, f"{path}: status {answer.status_code}")
        need({"code", "description"} <= set(answer.json()[0]), f"{path}: no code and description")


def _keys(ask: Ask) -> None:
    answer = ask("POST", "requests.json", data={"service_code": "x"})
    need(answer.status_code == 403, f"without a key: status {answer.status_code}")


def _methods(ask: Ask) -> None:
    answer = ask("DELETE", "requests.json")
    need(
        (answer.status_code, "GET" in answer.headers.get("Allow", "")) == (405, True),
        f"status {answer.status_code}",
    )


LINES: tuple[tuple[str, str, Callable[[Ask], None]], ...] = (
    (_("Discovery tells where the door stands and what it speaks."), "GET discovery.json", _discovery),
    (
        _("JSON and XML come with the media types of the standard, in UTF-8."),
        "GET services.json, .xml",
        _types,
    ),
    (_("JSON and XML say the same."), "GET services, requests, servicerequestupdates", _same),
    (_("Each service tells what it asks."), "GET services/{code}.json", _definitions),
    (_("One request is answered as a list of one."), "GET requests/{id}.json", _single),
    (
        _("Several numbers with commas bring these requests."),
        "GET requests.json?service_request_id=1,2",
        _several,
    ),
    (_("Open and closed are told apart."), "GET requests.json?status=open", _statuses),
    (_("Every moment carries its offset."), "GET requests.json", _moments),
    (_("More than ninety days at once are refused."), "GET requests.json?start_date=…&end_date=…", _window),
    (_("Changes are read page by page, behind what was seen."), "GET requests.json?updated_after=…", _order),
    (_("A refusal is a list of code and description."), "GET requests/0.json", _errors),
    (_("Nobody reports without a key."), "POST requests.json", _keys),
    (_("What is not done here is refused with what is."), "DELETE requests.json", _methods),
)


def check(root: str) -> list[Outcome]:
    """Check the door at an address; nothing is written there."""

    def ask(method: str, path: str, **more: Any) -> httpx.Response:
        return httpx.request(method, f"{root}/{path}", timeout=TIMEOUT_S, **more)

    return [_checked(asks, how, check, ask) for asks, how, check in LINES]


def _checked(asks: str, how: str, check: Callable[[Ask], None], ask: Ask) -> Outcome:
    try:
        check(ask)
    except (NotMet, Fault, httpx.HTTPError, LookupError, TypeError, ValueError, Tree.ParseError) as fault:
        return Outcome(asks, how, is_met=False, why=str(fault) or type(fault).__name__)
    return Outcome(asks, how, is_met=True)


def own_root() -> str:
    """Where this home answers on this machine: as its server says, else as its settings do."""
    home = settings.MEYDAN_HOME
    serving = None if home.path is None else home.path / "serving"
    told = serving.read_text().partition(" ")[0] if serving is not None and serving.exists() else ""
    host = "127.0.0.1" if home.host in EVERYWHERE else home.host
    return (told.replace("//0.0.0.0:", "//127.0.0.1:") or f"http://{host}:{home.port}") + MOUNT


def check_own(now: datetime) -> list[Outcome]:
    """Check this home, and keep the report in its folder."""
    outcomes = check(own_root())
    folder = settings.MEYDAN_HOME.folder("")
    folder.mkdir(parents=True, exist_ok=True)
    told = {"at": now.isoformat(), "outcomes": [asdict(one) for one in outcomes]}
    write_whole(folder / FILE, json.dumps(told, ensure_ascii=False, indent=1))
    return outcomes


def last() -> dict[str, Any] | None:
    """The last report with ``at`` as a moment, or ``None`` when there is none that can be read."""
    try:
        told = json.loads((settings.MEYDAN_HOME.folder("") / FILE).read_text(encoding="utf-8"))
        return {**told, "at": datetime.fromisoformat(told["at"])}
    except (OSError, ValueError, KeyError, TypeError):
        return None
