"""Who asks, where the service stands for him, and what he may add observations to."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

import numpy as np
from django.conf import settings
from django.db import connection
from django.http.request import split_domain_port, validate_host
from django.utils import timezone

from meydan.base.people.public import session_account
from meydan.kernel.observations import principals
from meydan.kernel.observations.engine.batch import Batch
from meydan.kernel.observations.engine.query.model import ENTITIES
from meydan.kernel.observations.principals import NotRecognised, Principal
from meydan.kernel.observations.sta import tables
from meydan.kernel.observations.sta.http import MOUNT, Refusal

UNKNOWN_KEY = "This key is not known here, or it is over. Ask the administrator of this city for a new one."


def root_of(headers: Mapping[str, str]) -> str:
    """Where the service stands, as the asker sees it; a host we do not know is not repeated."""
    home, host = settings.MEYDAN_HOME, headers.get("host", "")
    if home.public_url or not _is_ours(host, tuple(settings.ALLOWED_HOSTS)):
        return f"{home.address}{MOUNT}"
    return f"http://{host}{MOUNT}"


@lru_cache(maxsize=64)
def _is_ours(host: str, allowed: tuple[str, ...]) -> bool:
    """Whether a request may name this host; asked at every request, and nearly always of the same one."""
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, allowed)


def principal_of(headers: Mapping[str, str], method: str) -> Principal:
    """
    Who asks; touches the database, so it is called where that may wait.

    :raises Refusal: if the key or token is not good
    """
    try:
        secret = principals.secret_in(headers.get("authorization", ""), headers.get("x-api-key", ""))
        if secret:
            return principals.of_key(secret, timezone.now())
    except NotRecognised as unknown:
        raise Refusal(
            401, str(unknown) or UNKNOWN_KEY, WWW_Authenticate=principals.challenge(unknown)
        ) from unknown
    cookie = headers.get("cookie", "")
    if settings.SESSION_COOKIE_NAME in cookie:
        return _of_session(cookie, headers, method)
    return principals.visitor()


def _of_session(cookie: str, headers: Mapping[str, str], method: str) -> Principal:
    try:
        key = SimpleCookie(cookie)[settings.SESSION_COOKIE_NAME].value
    except (CookieError, KeyError):
        return principals.visitor()
    account = session_account(key)
    if account is None:
        return principals.visitor()
    if method not in ("GET", "HEAD") and not _from_here(headers):
        raise Refusal(403, "A page of another site may not change anything here. Use a key instead.")
    return principals.of_account(account)


def _from_here(headers: Mapping[str, str]) -> bool:
    """Whether a browser says that the request comes from a page of this very site."""
    site, origin = headers.get("sec-fetch-site", ""), headers.get("origin", "")
    if site:
        return site == "same-origin"
    return bool(origin) and urlsplit(origin).netloc == headers.get("host", "")


def known_at_once(headers: Mapping[str, str]) -> Principal | None:
    """Who asks, when that needs no database: who was seen just before, and a visitor without key and session."""
    authorization, api_key = headers.get("authorization", ""), headers.get("x-api-key", "")
    if not authorization and not api_key:
        return None if headers.get("cookie") else principals.visitor()
    try:
        return principals.believed(principals.secret_in(authorization, api_key))
    except NotRecognised:
        return None


def require_observer(principal: Principal) -> None:
    """
    Go on only for those who may add observations to anything at all.

    :raises Refusal: 401 for who did not say who he is, 403 for who did
    """
    if principal.may_observe_somewhere():
        return
    if principal != principals.ANYONE:
        raise Refusal(403, "This key or account reads here; it may not add observations.")
    raise Refusal(
        401, "Observations are added with a key. Send it as Authorization: Bearer, or as X-API-Key.",
        WWW_Authenticate='Bearer realm="SensorThings"',
    )  # fmt: skip


def require_all_permitted(batch: Batch, principal: Principal) -> None:
    """
    Go on only if all rows may be added by this one.

    :raises Refusal: naming the first datastream or feature that may not be
    """
    require_permitted(np.unique(batch.datastream_id).tolist(), principal)
    require_features(batch, principal)


def require_permitted(ids: list[int], principal: Principal) -> None:
    """
    Go on only if all of these datastreams may be written to.

    :raises Refusal: naming the first that may not; one that is not there may not either
    """
    condition, parameters = principal.streams_written("d")
    if not condition:
        return
    marks = ",".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT d.id FROM observations_datastream d WHERE d.id IN ({marks}) AND {condition}",
            [*ids, *parameters],
        )
        allowed = {row[0] for row in cursor.fetchall()}
    missing = next((pk for pk in ids if pk not in allowed), None)
    if missing is not None:
        raise Refusal(403, f"This key may not add observations to Datastreams({missing}).")


def require_features(batch: Batch, principal: Principal) -> None:
    """
    Go on only if the features that are named may be seen, or are about nothing yet.

    Whoever names a feature sees it afterwards, by way of his own observation.

    :raises Refusal: naming the first that may not; one that is not there may not either
    """
    ids = [] if batch.feature_id is None else np.unique(batch.feature_id[batch.feature_id > 0]).tolist()
    if principal.reads_all or not ids:
        return
    used = (
        "EXISTS (SELECT 1 FROM observations_datastream s WHERE s.default_feature_id = f.id) OR "
        "EXISTS (SELECT 1 FROM observations_detail x WHERE x.feature_id = f.id)"
    )
    marks = ",".join(["%s"] * len(ids))
    seen = tables.seen(ENTITIES["FeatureOfInterest"], "f", principal)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT f.id FROM observations_featureofinterest f WHERE f.id IN ({marks}) "
            f"AND (({seen.text}) OR NOT ({used}))",
            [*ids, *seen.params],
        )
        allowed = {row[0] for row in cursor.fetchall()}
    missing = next((pk for pk in ids if pk not in allowed), None)
    if missing is not None:
        raise Refusal(403, f"This key may not observe FeaturesOfInterest({missing}).")
