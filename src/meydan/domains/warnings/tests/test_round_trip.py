"""Whatever is written is valid to the schema of the standard, and reads as it was written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meydan.domains.warnings.engine import codes
from meydan.domains.warnings.engine.lists import read_words, write_words
from meydan.domains.warnings.engine.message import Alert, Area, Info, Reference, Resource
from meydan.domains.warnings.engine.opening import MOST_BYTES, MessageRefused
from meydan.domains.warnings.engine.reading import from_xml
from meydan.domains.warnings.engine.times import MomentUnreadable, read_moment, write_moment
from meydan.domains.warnings.engine.writing import to_xml
from meydan.domains.warnings.schema_check import schema_faults
from meydan.domains.warnings.tests.factories import alert
from meydan.numerics.outlines import Circle

# Letters of all three languages, marks that XML must escape, spaces inside; no control characters, for XML has none.
LETTERS = st.characters(
    codec="utf-8", exclude_categories=("Cc", "Cs", "Cn"), exclude_characters="\ufffe\uffff"
)  # fmt: skip
WORDS = st.text(LETTERS, min_size=1, max_size=40).map(str.strip).filter(bool)
NAMES = st.from_regex(r"[a-z][a-z0-9@.-]{0,20}", fullmatch=True)
MOMENTS = st.builds(
    lambda naive, minutes: naive.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes))),
    st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1)),
    st.sampled_from([0, 180, 210, -300, 345]),
)
DEGREES = st.floats(-90, 90).map(lambda x: round(x, 6) + 0.0)
POINTS = st.tuples(DEGREES, DEGREES)
RINGS = st.lists(POINTS, min_size=3, max_size=8).map(lambda points: (*points, points[0]))
PAIRS = st.lists(st.tuples(WORDS, WORDS), max_size=2).map(tuple)
AREAS = st.builds(
    Area,
    description=WORDS,
    polygons=st.lists(RINGS, max_size=2).map(tuple),
    circles=st.lists(st.builds(Circle, DEGREES, DEGREES, st.integers(1, 400).map(float)), max_size=2).map(
        tuple
    ),
    geocodes=PAIRS,
    altitude=st.sampled_from(["", "1153", "12.5"]),
)
RESOURCES = st.builds(
    Resource, description=WORDS, mime_type=st.just("image/png"), size=st.none() | st.integers(0, 10**9),
    uri=st.sampled_from(["", "https://gumushane.example/harita.png"]),
)  # fmt: skip


def some(words: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(words), min_size=1, max_size=3, unique=True).map(tuple)


INFOS = st.builds(
    Info,
    language=st.sampled_from(["tr", "fa", "en", ""]),
    categories=some(codes.CATEGORIES),
    event=WORDS,
    urgency=st.sampled_from(codes.URGENCIES),
    severity=st.sampled_from(codes.SEVERITIES),
    certainty=st.sampled_from(codes.CERTAINTIES),
    responses=some(codes.RESPONSES),
    event_codes=PAIRS,
    effective=st.none() | MOMENTS,
    onset=st.none() | MOMENTS,
    expires=st.none() | MOMENTS,
    headline=st.just("") | WORDS,
    description=st.just("") | WORDS,
    instruction=st.just("") | WORDS,
    parameters=PAIRS,
    resources=st.lists(RESOURCES, max_size=1).map(tuple),
    areas=st.lists(AREAS, max_size=2).map(tuple),
)
ALERTS = st.builds(
    Alert,
    identifier=NAMES,
    sender=NAMES,
    sent=MOMENTS,
    status=st.sampled_from(codes.STATUSES),
    msg_type=st.sampled_from(codes.MESSAGE_TYPES),
    scope=st.sampled_from(codes.SCOPES),
    source=st.just("") | WORDS,
    restriction=st.just("") | WORDS,
    addresses=st.lists(st.text("ab ğş", min_size=1).map(str.strip).filter(bool), max_size=3).map(tuple),
    codes=st.lists(WORDS, max_size=2).map(tuple),
    note=st.just("") | WORDS,
    references=st.lists(st.builds(Reference, NAMES, NAMES, MOMENTS), max_size=3).map(tuple),
    incidents=st.lists(NAMES, max_size=2).map(tuple),
    infos=st.lists(INFOS, max_size=3).map(tuple),
)


@settings(max_examples=150, deadline=None)
@given(ALERTS)
def test_what_is_written_is_valid_and_reads_as_it_was_written(message: Alert) -> None:
    body = to_xml(message)
    assert schema_faults(body) == []
    assert from_xml(body) == message


@given(MOMENTS)
def test_a_moment_comes_back_as_the_same_moment_in_the_same_zone(moment: datetime) -> None:
    back = read_moment(write_moment(moment))
    assert (back, back.utcoffset()) == (moment, moment.utcoffset())


@pytest.mark.parametrize(
    "words", ["2026-11-23T09:00:00Z", "2026-11-23T09:00:00", "2026-11-23", "2026-02-30T09:00:00+03:00", "",
              "2026-11-23T24:00:00+03:00", "2026-11-23T09:00:00.123+03:00", "2026-11-23 09:00:00+03:00"],
)  # fmt: skip
def test_a_moment_of_another_form_is_refused_not_guessed(words: str) -> None:
    with pytest.raises(MomentUnreadable):
        read_moment(words)


@pytest.mark.parametrize(
    "moment", [datetime(2026, 11, 23, 12), datetime(2026, 11, 23, 12, 0, 0, 5, tzinfo=UTC)]
)
def test_a_moment_that_cap_cannot_write_is_refused_not_rounded(moment: datetime) -> None:
    with pytest.raises(ValueError):
        write_moment(moment)


def test_a_character_that_xml_cannot_carry_is_refused() -> None:
    with pytest.raises(ValueError):
        to_xml(alert(note="\x00"))


def test_words_with_spaces_are_quoted_as_the_standard_says() -> None:
    assert write_words(("afad", "il müdürlüğü")) == 'afad "il müdürlüğü"'
    assert read_words('afad "il müdürlüğü" x') == ("afad", "il müdürlüğü", "x")


# --- hostile documents -----------------------------------------------------------------------

LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE alert [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>&d;</identifier></alert>"""
FILE = b"""<?xml version="1.0"?><!DOCTYPE alert [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>&x;</identifier></alert>"""
REMOTE = b"""<?xml version="1.0"?><!DOCTYPE alert SYSTEM "http://127.0.0.1:9/evil.dtd">
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"/>"""
SIXTEEN = (
    '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE alert [<!ENTITY a "x">]>'
    '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"/>'
).encode("utf-16")
DEEP = (
    b'<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">' + b"<info>" * 40 + b"</info>" * 40 + b"</alert>"
)
WIDE = b'<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">' + b"<info/>" * 20_001 + b"</alert>"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (LAUGHS, "has_doctype"), (FILE, "has_doctype"), (REMOTE, "has_doctype"), (SIXTEEN, "has_doctype"),
        (DEEP, "too_deep"), (WIDE, "too_many"), (b" " * (MOST_BYTES + 1), "too_large"), (b"", "not_xml"),
        (b"<html/>", "not_cap"), (b"\xff\xfe", "not_xml"),
        (b'<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">&nbsp;</alert>', "not_xml"),
    ],
)  # fmt: skip
def test_a_hostile_document_is_refused_by_name(body: bytes, code: str) -> None:
    with pytest.raises(MessageRefused) as refusal:
        from_xml(body)
    assert refusal.value.code == code


def test_no_file_of_ours_ends_in_a_message() -> None:
    with pytest.raises(MessageRefused) as refusal:
        from_xml(FILE)
    assert "root:" not in str(refusal.value)


@given(st.binary(max_size=200))
def test_noise_is_refused_and_never_breaks_the_reader(body: bytes) -> None:
    with pytest.raises(MessageRefused):
        from_xml(body)


def test_a_comment_inside_a_name_does_not_cut_it() -> None:
    body = to_xml(alert()).replace(b"<identifier>gm-1", b"<identifier>gm-<!-- x -->1")
    assert from_xml(body).identifier == "gm-1"


def test_the_schema_is_the_standards_own_file() -> None:
    import hashlib
    from pathlib import Path

    from meydan.domains.warnings.schema_check import SCHEMA

    notice = (Path(SCHEMA).parent / "NOTICE.txt").read_text()
    assert hashlib.sha256(SCHEMA.read_bytes()).hexdigest() in notice
    assert "Copyright OASIS Open 2010" in SCHEMA.read_text()
