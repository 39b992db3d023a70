"""Asks another Open311 server, and believes nothing of its answer that was not looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode, urljoin, urlsplit

from meydan.base.connectors.public import AnswerBroken, Connector, Response, fetch, settings_of
from meydan.base.sealing.public import open_text
from meydan.kernel.cases.models import Open311Endpoint

CODE = "open311"
PURPOSE = b"meydan cases: keys of other open311 servers"
TIMEOUT_S = 20.0
MOST_BYTES = 8 * 1024 * 1024  # a thousand requests are half a megabyte
FORM_TYPE = "application/x-www-form-urlencoded; charset=utf-8"


def connector_of(endpoint: Open311Endpoint) -> Connector:
    """The way out to one server: one that fails rests alone."""
    whole = settings_of(Connector(CODE, names={}))
    return Connector(
        f"{CODE}.{endpoint.pk}",
        names={},
        timeout_s=TIMEOUT_S,
        max_bytes=MOST_BYTES,
        enabled_by_default=bool(whole.get("enabled", True)),
        # Said on the machine itself, in connectors.toml: no page can open the city's own network.
        allow_private=bool(whole.get("allow_private", False)),
    )


def post(endpoint: Open311Endpoint, form: Mapping[str, str], *, repeat_key: str) -> list[dict[str, Any]]:
    """
    Report something there.

    :param repeat_key: the same for the same thing, for servers that know it
    :raises CallFailed: saying why not
    """
    key = open_text(endpoint.key_sealed, purpose=PURPOSE)
    whole = {**form, "api_key": key, "jurisdiction_id": endpoint.jurisdiction_id}
    answer = fetch(
        connector_of(endpoint), _address(endpoint, "requests.json"), method="POST",
        headers={"Content-Type": FORM_TYPE, "Idempotency-Key": repeat_key},
        content=urlencode({name: value for name, value in whole.items() if value}).encode(),
    )  # fmt: skip
    return _rows(answer)


def get(endpoint: Open311Endpoint, path: str, **query: str) -> tuple[list[dict[str, Any]], str]:
    """
    Read rows there; return them and the address of the next page, empty at the end.

    :raises CallFailed: saying why not
    """
    whole = {**query, "jurisdiction_id": endpoint.jurisdiction_id}
    params = {name: value for name, value in whole.items() if value}
    return follow(endpoint, f"{_address(endpoint, path)}?{urlencode(params)}")


def follow(endpoint: Open311Endpoint, address: str) -> tuple[list[dict[str, Any]], str]:
    """
    Read a page at its whole address.

    :raises CallFailed: saying why not
    """
    answer = fetch(connector_of(endpoint), address)
    return _rows(answer), _next(endpoint, answer)


def _address(endpoint: Open311Endpoint, path: str) -> str:
    return f"{endpoint.address.rstrip('/')}/{path}"


def _next(endpoint: Open311Endpoint, answer: Response) -> str:
    """The next page, if it lies at the same server: a link to anywhere else is not followed."""
    link = answer.headers.get("link", "")
    if 'rel="next"' not in link:
        return ""
    onward = urljoin(answer.url, link.partition("<")[2].partition(">")[0])
    ours, theirs = urlsplit(endpoint.address), urlsplit(onward)
    # Behind a proxy a server may call itself by another name; what is asked for is asked where we know it.
    is_same = theirs.path.startswith(ours.path)
    return theirs._replace(scheme=ours.scheme, netloc=ours.netloc).geturl() if is_same else ""


def _rows(answer: Response) -> list[dict[str, Any]]:
    told = answer.json()
    if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
        raise AnswerBroken(f"{answer.url} did not answer with a list, as Open311 does")
    return told


def said(row: Mapping[str, Any], name: str, most: int) -> str:
    """A short text of a row: numbers as text, nothing that is neither."""
    value = row.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    words = "".join(sign for sign in str(value) if sign.isprintable() or sign == "\n")
    return words.strip()[:most]


def quoted(word: str) -> str:
    """A word of theirs as one piece of an address."""
    return quote(word, safe="")
