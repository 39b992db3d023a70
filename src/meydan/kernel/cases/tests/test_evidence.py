"""Evidence asked for by name: kept, shown, sealed, erased, and refused when it is missing."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from meydan.base.people.tests.factories import staff
from meydan.kernel.cases import public
from meydan.kernel.cases.engine.evidence import EvidenceUnfit, evidence_of, fit
from meydan.kernel.cases.engine.reading import read_workflow
from meydan.kernel.cases.engine.workflow import WorkflowFault
from meydan.kernel.cases.models import EvidenceGiven
from meydan.kernel.cases.queries.chain import chain_faults
from meydan.kernel.cases.queries.evidence import codes_held, evidence_held
from meydan.kernel.cases.tests.factories import case, picture, service
from meydan.kernel.cases.tests.reading import in_language, words
from meydan.kernel.cases.tests.test_workflow import NAMES, SMALL

TODAY = date(2026, 11, 28)
PRINCIPLES = [
    {"code": "urbanism", "names": {"tr": "Şehircilik", "fa": "شهرسازی", "en": "Urbanism"}},
    {"code": "technical", "names": {"tr": "Teknik", "fa": "فنی", "en": "Technical"}},
    {"code": "hygiene", "names": {"tr": "Sağlık", "fa": "بهداشتی", "en": "Hygiene"}},
]


def asked(kind, **more):
    return evidence_of({"code": "x", "kind": kind, "names": NAMES, **more})


@pytest.mark.parametrize(
    ("kind", "more", "value", "kept"),
    [
        ("field", {}, "  Kroki 12 ", "Kroki 12"),
        ("date", {}, date(2026, 11, 27), "2026-11-27"),
        ("date", {"ahead": True}, "2027-01-01", "2027-01-01"),
        ("number", {"min": 0, "max": 9}, 0, 0.0),
        ("number", {"min": 0, "max": 9}, 9, 9.0),
        ("point", {}, (39.48, 40.46), [39.48, 40.46]),
        ("choice", {"option": PRINCIPLES}, ["hygiene", "urbanism"], ["urbanism", "hygiene"]),
        ("choice", {"option": PRINCIPLES}, "technical", ["technical"]),
    ],
)
def test_what_fits_is_kept_in_one_form(kind, more, value, kept):
    assert fit(asked(kind, **more), value, TODAY) == kept


@pytest.mark.parametrize(
    ("kind", "more", "value", "reason"),
    [
        ("field", {}, "   ", "empty"),
        ("field", {}, "a" * 4001, "too_long"),
        ("date", {}, "2026-13-01", "not_a_date"),
        ("date", {}, date(2026, 11, 29), "in_the_future"),
        ("number", {}, "çok", "not_a_number"),
        ("number", {}, float("nan"), "not_a_number"),
        ("number", {"min": 0}, -0.01, "too_small"),
        ("number", {"max": 9}, 9.01, "too_large"),
        ("point", {}, (200, 40), "not_a_point"),
        ("point", {}, (39.48, float("nan")), "not_a_point"),
        ("point", {}, "39", "not_a_point"),
        ("choice", {"option": PRINCIPLES}, [], "empty"),
        ("choice", {"option": PRINCIPLES}, ["beauty"], "not_an_option"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_reason(kind, more, value, reason):
    with pytest.raises(EvidenceUnfit) as refused:
        fit(asked(kind, **more), value, TODAY)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"code": "x", "kind": "smell", "names": NAMES}, "kind must be one of"),
        ({"code": "x", "kind": "choice", "names": NAMES}, "has options"),
        ({"code": "x", "kind": "date", "names": NAMES, "option": PRINCIPLES}, "has options"),
        ({"code": "note", "kind": "field", "names": NAMES}, "a meaning of its own"),
        ({"code": "x", "kind": "number", "min": 2, "max": 1, "names": NAMES}, "min is above max"),
        ({"code": "x", "kind": "photo", "personal": True, "names": NAMES}, "personal is for values"),
    ],
)
def test_evidence_that_cannot_be_asked_for_is_refused_at_load(row, said):
    with pytest.raises(WorkflowFault, match=said):
        read_workflow({**SMALL, "evidence": [row]}, name="small")


def named(tr, fa, en):
    return {"tr": tr, "fa": fa, "en": en}


# --- in a case -------------------------------------------------------------------------------
BREACH = {
    **SMALL,
    "code": "request",
    "evidence": [
        {"code": "principle", "kind": "choice", "names": PRINCIPLES[0]["names"], "option": PRINCIPLES},
        {"code": "posted_on", "kind": "date", "names": named("Asıldığı gün", "روز الصاق", "Posted on")},
        {"code": "site", "kind": "photo", "fresh": True, "names": named("Yerin resmi", "عکس محل", "Photo of the site")},
        {"code": "owner", "kind": "field", "personal": True, "names": named("Malik", "مالک", "Owner")},
    ],
    "transition": [
        {**SMALL["transition"][0], "roles": ["manager"], "require": ["site", "owner"]},
        {**SMALL["transition"][1], "roles": ["manager"], "require": ["site", "principle", "posted_on"]},
    ],
}  # fmt: skip


@pytest.fixture
def breach(pack, monkeypatch, settings, tmp_path, db):
    """A town whose request workflow asks for named evidence."""
    settings.MEDIA_ROOT = tmp_path
    town = pack("tr/gumushane")
    monkeypatch.setitem(town._documents, "workflows/request", BREACH)
    service()
    return town


@pytest.fixture
def officer(breach):
    return staff("manager", "works", display_name="Gülşah Işık")


def begun(officer, now):
    made = case(now=now)
    given = {"site": picture(), "owner": "Ayşe Çelik"}
    return public.advance(case_id=made.pk, transition="start", actor=officer, now=now, given=given)


def test_what_is_missing_is_named_and_nothing_is_kept(officer, now):
    made = begun(officer, now)
    with pytest.raises(public.EvidenceMissing) as refused:
        public.advance(
            case_id=made.pk, transition="finish", actor=officer, now=now, given={"principle": "technical"}
        )
    # The photo is asked for anew; what was given with the refused step is gone with it.
    assert refused.value.missing == ["site", "posted_on"]
    assert set(EvidenceGiven.objects.values_list("code", flat=True)) == {"site", "owner"}


def test_a_step_with_all_it_asks_for_is_taken_and_its_values_stay(officer, now, breach):
    made = begun(officer, now)
    day = now.date() - timedelta(days=1)
    given = {"site": picture("PNG"), "principle": ["hygiene", "technical"], "posted_on": day}
    done = public.advance(case_id=made.pk, transition="finish", actor=officer, now=now, given=given)
    assert done.is_closed
    walk = public.workflow("request")
    held = {one.code: one for one in evidence_held(done, walk, with_personal=True)}
    assert held["principle"].value == ["technical", "hygiene"]
    assert held["posted_on"].value == day.isoformat()
    assert held["site"].document.content_type == "image/jpeg"
    assert held["owner"].value == "Ayşe Çelik"
    assert codes_held(done, walk) == {"principle", "posted_on", "owner"}
    assert list(chain_faults()) == []


def test_an_unfit_or_unknown_value_moves_nothing(officer, now):
    made = begun(officer, now)
    ahead = {"site": public.prepare_photo(picture()), "principle": "technical"}
    ahead["posted_on"] = now.date() + timedelta(days=2)
    with pytest.raises(public.EvidenceUnfit):
        public.advance(case_id=made.pk, transition="finish", actor=officer, now=now, given=ahead)
    with pytest.raises(public.EvidenceUnknown):
        public.advance(
            case_id=made.pk,
            transition="finish",
            actor=officer,
            now=now,
            given={**ahead, "posted_on": now.date(), "blood": 1},
        )
    made.refresh_from_db()
    assert made.state == "work"


def test_a_personal_value_stands_nowhere_in_clear_and_is_hidden_from_others(officer, now):
    made = begun(officer, now)
    with connection.cursor() as cursor:
        for table in ("cases_evidencegiven", "cases_caseevent", "cases_casewords"):
            cursor.execute(f"SELECT * FROM {table}")
            assert "Çelik" not in repr(cursor.fetchall())
    held = {one.code: one for one in evidence_held(made, public.workflow("request"), with_personal=False)}
    assert (held["owner"].value, held["owner"].hidden) == (None, "personal")


def test_erasing_takes_personal_values_and_the_chain_holds(officer, now):
    made = begun(officer, now)
    public.erase_personal_words(case_id=made.pk, actor=officer, now=now)
    held = {one.code: one for one in evidence_held(made, public.workflow("request"), with_personal=True)}
    assert held["owner"].hidden == "erased"
    assert held["site"].hidden == ""
    assert list(chain_faults()) == []


@pytest.mark.parametrize("harm", ["altered", "removed"])
def test_evidence_altered_or_removed_behind_our_back_is_found(officer, now, harm):
    made = begun(officer, now)
    rows = EvidenceGiven.objects.filter(case=made, code="site")
    rows.update(value="0" * 64) if harm == "altered" else rows.delete()
    assert [fault.fault for fault in chain_faults()] == ["the evidence of a line was altered or is missing"]


# --- at the desk -----------------------------------------------------------------------------
SAID = {
    "tr": ("“Şehircilik”", "“Asıldığı gün”", "“Yerin resmi”"),
    "fa": ("«شهرسازی»", "«روز الصاق»", "«عکس محل»"),
    "en": ("“Urbanism”", "“Posted on”", "“Photo of the site”"),
}


@pytest.mark.parametrize("language", SAID)
def test_the_page_asks_for_each_by_name_and_keeps_what_was_typed(client, settings, officer, language):
    made = begun(officer, timezone.now())
    client.force_login(officer)
    in_language(client, settings, language)
    path = f"/desk/cases/{made.pk}/move/"
    back = client.post(path, {"transition": "finish", "note": "Uzun söz", "version": made.version})
    page = words(back)
    assert back.status_code == 422
    for said in (*SAID[language], "Uzun söz", "Ayşe Çelik"):
        assert said in page
    assert 'name="given-owner"' not in page


def test_the_page_takes_all_kinds_and_shows_them(client, settings, officer):
    made = begun(officer, timezone.now())
    client.force_login(officer)
    in_language(client, settings, "fa")
    photo = SimpleUploadedFile("a.jpg", picture().getvalue(), content_type="image/jpeg")
    sent = {
        "transition": "finish",
        "version": made.version,
        "given-site": photo,
        "given-principle": ["technical", "hygiene"],
        "given-posted_on": "۱۴۰۴/۰۹/۰۱",
    }
    assert client.post(f"/desk/cases/{made.pk}/move/", sent).status_code == 302
    page = words(client.get(f"/desk/cases/{made.pk}/"))
    assert "فنی، بهداشتی" in page
    assert "۱ آذر ۱۴۰۴" in page


def test_a_date_nobody_can_read_is_said_and_nothing_moves(client, officer):
    made = begun(officer, timezone.now())
    client.force_login(officer)
    sent = {"transition": "finish", "version": made.version, "given-posted_on": "dün"}
    back = client.post(f"/desk/cases/{made.pk}/move/", sent)
    assert back.status_code == 422
    assert "dün" in words(back)
