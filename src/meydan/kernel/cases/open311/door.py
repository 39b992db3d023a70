"""Around every answer of the door: the format, the language, the headers, and refusals in the standard's shape."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.csrf import csrf_exempt

from meydan.base.people.public import public_page
from meydan.kernel.cases.open311.asking import Asked, read_asked
from meydan.kernel.cases.open311.faults import Fault, need
from meydan.kernel.cases.open311.formats import written
from meydan.kernel.cases.open311.taking import Sent

log = logging.getLogger(__name__)
MOUNT = "/open311/v2"
# Three photos of ten megabytes, and the words around them.
MOST_BYTES = 32 * 1024 * 1024
# These may be "declared multiple times" or with commas; of any other parameter the last one counts.
MANY = ("service_code", "status", "service_request_id")


@dataclass(frozen=True)
class Visit:
    """One request at the door."""

    request: HttpRequest
    form: str
    now: datetime
    zone: tzinfo
    language: str

    @property
    def root(self) -> str:
        """The address of the door, as people reach it."""
        return settings.MEYDAN_HOME.address + MOUNT

    def asked(self) -> Asked:
        """
        What is asked for.

        :raises Fault: if it cannot be read
        """
        query = self.request.GET
        one = {name: ",".join(query.getlist(name)) if name in MANY else query[name] for name in query}
        return read_asked(one, self.now, self.zone)

    def sent(self) -> Sent:
        """
        The form that was sent.

        :raises Fault: if it is no form, or too large
        """
        length = self.request.headers.get("Content-Length", "")
        need(not length.isdecimal() or int(length) <= MOST_BYTES, "The request is larger than 32 MB.", 413)
        kind = self.request.content_type or ""
        need(
            kind in ("application/x-www-form-urlencoded", "multipart/form-data"),
            "Send a form: application/x-www-form-urlencoded, or multipart/form-data with photos as media.",
        )
        try:
            fields, files = self.request.POST.dict(), self.request.FILES
        except (
            MultiPartParserError,
            SuspiciousOperation,
            UnreadablePostError,
            BadRequest,
            ValueError,
        ) as odd:
            raise Fault(400, "The form cannot be read.") from odd
        photos = [*files.getlist("media"), *files.getlist("media[]")]
        return Sent(
            fields=fields, photos=photos, repeat_key=self.request.headers.get("Idempotency-Key", "")[:200]
        )

    def api_key(self, sent: Sent) -> str:
        """The key that was shown: in the form as the standard says, or in the address."""
        return sent.get("api_key") or self.request.GET.get("api_key", "")


@dataclass(frozen=True)
class Told:
    """An answer before it is written; ``root`` names it in XML."""

    root: str
    body: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


View = Callable[..., Told | HttpResponse]


def door(*methods: str) -> Callable[[View], Callable[..., HttpResponse]]:
    """Open a view to everybody, in both formats, with refusals as the standard writes them."""

    def decorate(view: View) -> Callable[..., HttpResponse]:
        def opened(request: HttpRequest, form: str = "", **path: Any) -> HttpResponse:
            language = _language(request)
            with translation.override(language):
                visit = Visit(
                    request, form or _preferred(request), timezone.now(), settings.CITY_ZONE, language
                )  # fmt: skip
                return _dressed(_answer(view, visit, methods, path), visit)

        opened.__name__, opened.__doc__, opened.__module__ = view.__name__, view.__doc__, view.__module__
        return csrf_exempt(public_page(opened))

    return decorate


def _answer(view: View, visit: Visit, methods: tuple[str, ...], path: Mapping[str, Any]) -> HttpResponse:
    try:
        method = str(visit.request.method)
        if method not in methods and not (method == "HEAD" and "GET" in methods):
            refused = _refused(Fault(405, f"{method} is not done here."), visit.form)
            refused["Allow"] = ", ".join(methods)
            return refused
        _jurisdiction(visit.request)
        told = view(visit, **path)
    except Fault as fault:
        return _refused(fault, visit.form)
    if isinstance(told, HttpResponse):
        return told
    body, kind = written(told.root, told.body, visit.form)
    return HttpResponse(body, status=told.status, content_type=kind, headers=dict(told.headers))


def _refused(fault: Fault, form: str) -> HttpResponse:
    told = [{"code": fault.status, "description": fault.description}]
    body, kind = written("errors", told, form)
    answer = HttpResponse(body, status=fault.status, content_type=kind)
    if fault.retry_after_s:
        answer["Retry-After"] = str(fault.retry_after_s)
    return answer


def _dressed(answer: HttpResponse, visit: Visit) -> HttpResponse:
    answer["Content-Language"] = visit.language
    answer["Access-Control-Allow-Origin"] = "*"
    patch_vary_headers(answer, ["Accept", "Accept-Language"])
    if answer.status_code == 200 and visit.request.method == "GET":
        answer["Cache-Control"] = "public, max-age=30"
    # The same for everybody who asks in this language: nothing of the visitor's own goes in or out.
    answer.is_cookieless = True  # type: ignore[attr-defined]
    return answer


def _jurisdiction(request: HttpRequest) -> None:
    """This home is one city: its own name may be said, and another's is not found here."""
    asked = (request.GET.get("jurisdiction_id") or "").strip()
    need(asked in ("", *jurisdictions()), f"jurisdiction_id {asked[:80]!r} was not found.", status=404)


def jurisdictions() -> tuple[str, ...]:
    """What this city is called by programs: the host people reach it at, as the standard proposes, or its key."""
    host = urlsplit(settings.MEYDAN_HOME.address).hostname or ""
    return (host.removeprefix("www."), settings.MEYDAN_HOME.key)


def _preferred(request: HttpRequest) -> str:
    """For an address without an ending: what the client would rather have."""
    accepted = request.headers.get("Accept", "")
    return "xml" if "xml" in accepted and "json" not in accepted else "json"


def _language(request: HttpRequest) -> str:
    """The language asked for by ``locale``, else the first of Accept-Language spoken here, else the city's."""
    asked = [request.GET.get("locale") or request.GET.get("lang") or ""]
    asked += [tag for tag, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "").lower())]
    spoken = dict(settings.LANGUAGES)
    for tag in asked:
        code = tag.replace("_", "-").partition("-")[0].lower()
        if code in spoken:
            return code
    return settings.LANGUAGE_CODE
