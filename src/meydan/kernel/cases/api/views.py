"""The doors of the JSON API."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from hashlib import blake2b
from http import HTTPStatus
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import quote_etag

from meydan.base.people.public import Account, public_page, second_step_is_due
from meydan.kernel.cases.api.asked import Refused, read
from meydan.kernel.cases.api.openapi import Problem, document
from meydan.kernel.cases.api.rows import COLUMNS, listed, rows_of
from meydan.kernel.cases.models import Case
from meydan.kernel.cases.policies import Standing, case_policy, standing_of
from meydan.kernel.cases.queries.pages import CursorUnreadable

_encode = msgspec.json.Encoder().encode


def _door(answer: Callable[..., Any]) -> Callable[..., HttpResponse]:
    """Let staff in whom the policy lets see cases; what goes wrong becomes a problem document, never a page."""

    @public_page
    @wraps(answer)
    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            if request.method not in ("GET", "HEAD"):
                raise Refused("This address is for reading: use GET.", status=405)
            return _answered(request, _encode(answer(request, _standing(request), *args, **kwargs)))
        except Refused as refused:
            return _problem(refused)
        except CursorUnreadable:
            return _problem(Refused("cursor is not one of this order. Begin without it.", where="cursor"))

    return view


def _standing(request: HttpRequest) -> Standing:
    if not isinstance(request.user, Account):
        raise Refused("Sign in first; the cookie of the session opens this address.", status=401)
    standing = standing_of(request.user)
    if not standing.roles & case_policy.verbs["see"]:
        raise Refused("Cases are for those who work here.", status=403)
    if second_step_is_due(request.user):
        raise Refused("This account still owes its second step: set it up at /accounts/2fa/.", status=403)
    return standing


def _answered(request: HttpRequest, body: bytes) -> HttpResponse:
    etag = quote_etag(blake2b(body, digest_size=12).hexdigest())
    response = get_conditional_response(request, etag=etag) or HttpResponse(
        body, content_type="application/json"
    )
    response["ETag"] = etag
    patch_cache_control(response, private=True, no_cache=True)
    patch_vary_headers(response, ["Cookie", "Accept-Language"])
    return response


def _problem(refused: Refused) -> HttpResponse:
    problem = Problem(
        HTTPStatus(refused.status).phrase, refused.status, refused.sentence, parameter=refused.where
    )
    response = HttpResponse(_encode(problem), status=refused.status, content_type="application/problem+json")
    if refused.status == HTTPStatus.METHOD_NOT_ALLOWED:
        response["Allow"] = "GET, HEAD"
    patch_cache_control(response, no_store=True)
    return response


@_door
def cases(request: HttpRequest, standing: Standing) -> Any:
    """Answer with a page of cases."""
    return listed(read(request.GET), standing)


@_door
def case(request: HttpRequest, standing: Standing, case_id: str) -> Any:
    """Answer with one case; whatever stands in its place, what is wrong is a problem document."""
    # Python refuses to read thousands of figures as a number; no case has more than eighteen.
    is_number = case_id.isascii() and case_id.isdigit() and len(case_id) <= 18
    row = Case.objects.filter(pk=int(case_id)).values_list(*COLUMNS).first() if is_number else None
    if row is None:
        raise Refused(f"There is no case {case_id[:40]}.", status=404)
    return rows_of([row], timezone.now())[0]


@public_page
def openapi(request: HttpRequest) -> HttpResponse:
    """Hand out the OpenAPI document; it says nothing that is not in the source."""
    body = _encode(document(request.build_absolute_uri("/").rstrip("/")))
    return HttpResponse(body, content_type="application/json")
