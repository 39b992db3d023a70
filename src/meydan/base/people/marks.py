"""The two marks, one of which every view carries: it is for everybody, or it asks a policy first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator

from meydan.base.people.models import Account
from meydan.base.people.policies import NotAllowed, Policy, own_account
from meydan.base.people.second_step import second_step_is_due

ViewFunction = Callable[..., HttpResponseBase]
Marked = TypeVar("Marked")


@dataclass(frozen=True)
class Mark:
    """What a view asks before it opens; no policy means it is for everybody."""

    policy: Policy | None = None
    verb: str = ""


def public_page(view: Marked) -> Marked:
    """Mark a view, a function or a class, as open to everybody."""
    return _marked(view, Mark(), _open)


def staff_page(*, policy: Policy, verb: str) -> Callable[[Marked], Marked]:
    """
    Open a view, a function or a class, only to those whom the policy lets do the verb.

    A visitor is sent to sign in and comes back; somebody who may not sees a kind page, status 403.
    """

    def decorate(view: Marked) -> Marked:
        mark = Mark(policy, verb)
        return _marked(view, mark, lambda inner: _guarded(inner, policy, verb))

    return decorate


def signed_in_page(view: Marked) -> Marked:
    """Mark a view as open to whoever is signed in, for what belongs to their own account."""
    return _marked(
        view, Mark(own_account, "keep"), lambda inner: _guarded(inner, own_account, "keep", step=False)
    )


def _marked(view: Marked, mark: Mark, wrap: Callable[[ViewFunction], ViewFunction]) -> Marked:
    def decorator(inner: ViewFunction) -> ViewFunction:
        outer = wrap(inner)
        outer.meydan_policy = mark  # type: ignore[attr-defined]
        return outer

    if isinstance(view, type):
        # as_view() copies what hangs on dispatch to the view function, so the mark is seen there too.
        marked = method_decorator(decorator, name="dispatch")(view)
        marked.meydan_policy = mark  # type: ignore[attr-defined]
        return cast(Marked, marked)
    return cast(Marked, decorator(cast(ViewFunction, view)))


def _open(view: ViewFunction) -> ViewFunction:
    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except NotAllowed:
            return not_allowed(request)

    return opened


def _guarded(view: ViewFunction, policy: Policy, verb: str, *, step: bool = True) -> ViewFunction:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _sign_in_first(request)
        try:
            policy.require(request.user, verb)
            if step and second_step_is_due(request.user):
                return redirect("mfa_activate_totp")
            return view(request, *args, **kwargs)
        except NotAllowed:
            return not_allowed(request)

    return guarded


def account_of(request: HttpRequest) -> Account:
    """
    Who is signed in, for operations that want an actor.

    :raises NotAllowed: for a visitor
    """
    if not isinstance(request.user, Account):
        raise NotAllowed("a visitor has no account")
    return request.user


def _sign_in_first(request: HttpRequest) -> HttpResponseBase:
    back = request.get_full_path() if request.method == "GET" else "/desk/"
    response = redirect_to_login(back)
    if request.headers.get("HX-Request") == "true":
        # htmx would put the sign-in page inside a part of this one; told so, it moves the whole window.
        moved = HttpResponse(status=204)
        moved["HX-Redirect"] = response.url
        return moved
    return response


def not_allowed(request: HttpRequest) -> HttpResponse:
    """Say kindly that this page is not for this account, and where to go instead."""
    return render(request, "people/not_allowed.html", status=403)
