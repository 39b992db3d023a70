"""Run with MEYDAN_HOME set: times every public page of that home through its WSGI door; prints JSON."""

from __future__ import annotations

import contextlib
import gzip
import html
import io
import json
import re
import statistics
import sys
import time
from collections.abc import Iterator
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

GZIP_MARK = b"\x1f\x8b"
WARM_ROUNDS = 3
ROUNDS = 25
BARE = "/bare-view-of-the-benchmark"
LISTS = (
    ("home", "/"),
    ("guide", "/guide/"),
    ("search", "/search/?q=park"),
    ("air", "/air/"),
    ("report", "/report/"),
    ("follow", "/follow/"),
    ("services", "/services/"),
    ("plan", "/plan/"),
    ("data", "/data/"),
    ("about", "/about/"),
    ("here", "/guide/here/"),
)
# What, the page that links to it, and how its address looks.
THINGS = (
    ("place", "/guide/", r"/guide/place/\d+/"),
    ("station", "/air/", r"/air/station/[^/\"]+/"),
    ("service", "/services/", r"/services/[^/\"]+/"),
    ("action", "/plan/", r"/plan/action/[^/\"]+/"),
    ("indicator", "/plan/", r"/plan/indicator/[^/\"]+/"),
)


class PageMissing(Exception):
    """A home has no such page; the benchmark says which pages it left out."""


def main() -> None:
    """Visit the pages by turns, so that a busy moment of the machine is shared by all of them."""
    application = get_wsgi_application()
    _add_bare_view()
    pages = {"calibration": BARE, **dict(public_pages(application))}
    for _ in range(WARM_ROUNDS):
        for address in pages.values():
            visit(application, address)
    seen: dict[str, list[tuple[float, float]]] = {name: [] for name in pages}
    for _ in range(ROUNDS):
        for name, address in pages.items():
            seen[name].append(visit(application, address))
    queries = {name: count_queries(application, address) for name, address in pages.items()}
    answer = {name: _summary(name, seen[name], queries[name], pages[name]) for name in pages}
    missing = sorted({name for name, *_ in (*LISTS, *THINGS)} - set(pages))
    json.dump({"pages": answer, "missing": missing}, sys.stdout)


def public_pages(application: Any) -> Iterator[tuple[str, str]]:
    """Name and address of one page of every public kind; single things are found by links, as visitors do."""
    for name, address in LISTS:
        with contextlib.suppress(PageMissing):
            read(application, address)
            yield name, address
    for name, holder, link in THINGS:
        with contextlib.suppress(PageMissing):
            if found := re.search(rf'href="({link})"', text_of(read(application, holder))):
                yield name, html.unescape(found[1])


def visit(application: Any, address: str) -> tuple[float, float]:
    """Ask for a page and read it whole; wall and CPU time [ms]."""
    started, started_cpu = time.perf_counter(), time.thread_time()
    read(application, address)
    return (time.perf_counter() - started) * 1000, (time.thread_time() - started_cpu) * 1000


def read(application: Any, address: str) -> bytes:
    """
    A page as it travels: packed, for the visitor's browser can unpack it.

    :raises PageMissing: if this home has no such page
    :raises RuntimeError: if it answers anything but 200
    """
    address_path, _, query = address.partition("?")
    statuses: list[str] = []
    request = {
        "REQUEST_METHOD": "GET", "PATH_INFO": address_path, "QUERY_STRING": query, "SCRIPT_NAME": "",
        "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1", "HTTP_ACCEPT": "text/html", "HTTP_ACCEPT_ENCODING": "gzip",
        "REMOTE_ADDR": "127.0.0.1", "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr,
        "wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.multithread": True,
        "wsgi.multiprocess": False, "wsgi.run_once": False,
    }  # fmt: skip
    answer = application(request, lambda status, headers, exc_info=None: statuses.append(status))
    body = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    if statuses[0].startswith("404"):
        raise PageMissing(address)
    if not statuses[0].startswith("200"):
        raise RuntimeError(f"{address} answered {statuses[0]}")
    return body


def text_of(body: bytes) -> str:
    """A page as its reader sees it."""
    return (gzip.decompress(body) if body.startswith(GZIP_MARK) else body).decode()


def count_queries(application: Any, address: str) -> int:
    """How many statements one warm visit sends to the database."""
    count = 0

    def counted(execute: Any, *arguments: Any) -> Any:
        nonlocal count
        count += 1
        return execute(*arguments)

    with connection.execute_wrapper(counted):
        visit(application, address)
    return count


def _add_bare_view() -> None:
    from meydan.base.people.public import public_page
    from meydan.config import urls_city

    @public_page
    def bare(request: HttpRequest) -> HttpResponse:
        return HttpResponse("bare")

    urls_city.urlpatterns.insert(0, path(BARE.lstrip("/"), bare))


def _summary(name: str, times: list[tuple[float, float]], queries: int, address: str) -> dict[str, Any]:
    wall = [one[0] for one in times]
    return {
        "address": address,
        "median_ms": statistics.median(wall),
        "least_ms": min(wall),
        "most_ms": max(wall),
        "cpu_ms": statistics.median(one[1] for one in times),
        "queries": queries,
        "rounds": len(wall),
    }


if __name__ == "__main__":
    main()
