"""The boxes of a visit, and what they hold once they are sent."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core import signing
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.dateparse import parse_datetime

from meydan.base.files.public import PreparedFile, prepare_evidence, prepare_photo
from meydan.base.locale.public import text
from meydan.base.people.public import Account
from meydan.kernel.cases.engine.evidence import EvidenceAsked
from meydan.kernel.cases.engine.rounds import Point
from meydan.kernel.cases.evidenceform import PREFIX, EvidenceForm
from meydan.kernel.cases.models import Case
from meydan.kernel.cases.operations.visiting import Spot, Written

SALT = "cases.visit"
MOST_PHOTOS = 12


class NotThisOfficer(Exception):
    """The page was drawn for another account, or by no page of this home."""


def page_seal(case: Case, officer: Account, asked: Sequence[EvidenceAsked]) -> str:
    """Return what proves later which case, at which version, this officer was shown and what was asked."""
    seen = [case.pk, case.version, officer.pk, [one.code for one in asked]]
    return signing.dumps(seen, salt=SALT, compress=True)


def read_seal(sealed: str, case_id: int, officer: Account) -> tuple[int, list[str]]:
    """
    Return the version of the case that the page showed, and the codes of the evidence it asked for.

    :raises NotThisOfficer: if the seal is not of this home, case and account
    """
    try:
        case, version, account, codes = signing.loads(sealed, salt=SALT)
    except (signing.BadSignature, ValueError) as fault:
        raise NotThisOfficer from fault
    if (case, account) != (case_id, officer.pk):
        raise NotThisOfficer
    return version, codes


def key_of(typed: str) -> UUID | None:
    """Return the key that the phone drew, if it is one."""
    try:
        return UUID(typed)
    except ValueError:
        return None


def written_in(
    post: QueryDict, files: MultiValueDict[str, Any], asked: Sequence[EvidenceAsked], now: datetime
) -> Written:
    """
    Return what was sent; what a box could not read is added to the words, so that nothing is lost.

    :raises FileRefused: if a file cannot be taken
    """
    boxes = EvidenceForm(post, files, asked=asked)
    boxes.is_valid()
    unread = [
        f"{text(one.names)}: {' '.join(post.getlist(f'{PREFIX}-{one.code}'))}"
        for one in asked
        if one.code in boxes.errors
    ]
    return Written(
        visited_at=_moment(post.get("written_at", ""), now),
        step=post.get("step", "")[:60],
        note="\n".join(part for part in [post.get("note", ""), *unread] if part),
        photos=[prepare_photo(one) for one in files.getlist("photos")[:MOST_PHOTOS]],
        given={code: _prepared(boxes.asked, code, value) for code, value in boxes.given.items()},
        spot=_spot(post),
    )


def _prepared(asked: Sequence[EvidenceAsked], code: str, value: Any) -> Any:
    kind = next(one.kind for one in asked if one.code == code)
    if kind not in ("photo", "paper"):
        return value
    prepare = prepare_photo if kind == "photo" else prepare_evidence
    prepared: list[PreparedFile] = [prepare(one) for one in value]
    return prepared


def _moment(typed: str, now: datetime) -> datetime:
    try:
        read = parse_datetime(typed)
    except ValueError:
        return now
    return read if read is not None and read.tzinfo is not None else now


def _spot(post: QueryDict) -> Spot | None:
    point = point_in(post.get("lon", ""), post.get("lat", ""))
    if point is None:
        return None
    radius = _number(post.get("accuracy_m", ""))
    return Spot(*point, accuracy_m=radius if radius is not None and radius >= 0 else None)


def point_in(lon: str, lat: str) -> Point | None:
    """Return a point typed as two numbers in degrees, if it is one."""
    east, north = _number(lon), _number(lat)
    if east is None or north is None or abs(east) > 180 or abs(north) > 90:
        return None
    return east, north


def _number(typed: str) -> float | None:
    try:
        number = float(typed)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
