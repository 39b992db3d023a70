"""Issuing and annulling: numbers without gaps, papers that never change."""

import hashlib
import threading

import pytest
from django.db import IntegrityError, connection, transaction

from meydan.base.audit.public import entries
from meydan.base.papers import operations
from meydan.base.papers.checks import papers_are_whole
from meydan.base.papers.models import Paper, Series
from meydan.base.papers.operations import AlreadyAnnulled, PaperIncomplete, ReasonMissing, annul, issue
from meydan.base.papers.queries import KindUnknown, facts_of, path_of
from meydan.base.papers.tests.facts import ARTICLE_100, STOP_WORK, facts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_town(pack, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return pack("tr/gumushane")


def issued(now, values=STOP_WORK, **more):
    return issue(kind_code="stop_work", facts=facts(values), actor=None, now=now, **more)


def test_a_paper_gets_the_next_number_and_its_file_is_what_its_digest_says(now):
    first, second = issued(now), issued(now)
    assert (first.shown_number, second.shown_number) == ("2026/YT/1", "2026/YT/2")
    content = path_of(first.sha256).read_bytes()
    assert hashlib.sha256(content).hexdigest() == first.sha256
    assert path_of(first.sha256).stat().st_mode & 0o077 == 0
    assert [entry.verb for entry in entries()][:1] == ["papers.issue"]


def test_iran_numbers_by_its_own_year(pack, now):
    pack("ir/khoy")
    paper = issue(kind_code="article_100", facts=facts(ARTICLE_100, "fa"), actor=None, now=now)
    assert paper.shown_number == "1405/100/1"


def test_a_paper_that_fails_takes_no_number(now):
    def fail(paper):
        raise RuntimeError("the caller's own history failed")

    with pytest.raises(RuntimeError):
        issued(now, beside=fail)
    assert Series.objects.get().last_number == 0
    assert issued(now).number == 1


def test_an_empty_field_that_must_be_filled_is_named(now):
    with pytest.raises(PaperIncomplete) as refused:
        issued(now, {**STOP_WORK, "breach": " "})
    assert refused.value.missing == ["breach"]
    with pytest.raises(KindUnknown):
        issue(kind_code="nothing", facts=facts(), actor=None, now=now)


def test_an_issued_paper_cannot_be_changed_or_removed(now):
    paper = issued(now)
    for change in ({"number": 9}, {"sha256": "0" * 64}, {"kind": "x"}, {"issued_at": now}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Paper.objects.filter(pk=paper.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        paper.delete()


def test_annulling_asks_for_a_reason_and_is_done_once(now):
    paper = issued(now)
    with pytest.raises(ReasonMissing):
        annul(paper=paper, reason="  ", actor=None, now=now)
    annul(paper=paper, reason="Yanlış parsel", actor=None, now=now)
    with pytest.raises(AlreadyAnnulled):
        annul(paper=paper, reason="again", actor=None, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(state="issued", annulled_at=None)


def test_a_corrected_paper_has_a_number_of_its_own_and_annuls_the_old(now):
    old = issued(now)
    new = issued(now, {**STOP_WORK, "parcel": "214/8"}, replaces=old)
    old.refresh_from_db()
    assert new.number == 2
    assert old.is_annulled
    assert old.annul_reason == new.shown_number
    assert facts_of(new)["parcel"] == "214/8"
    with pytest.raises(AlreadyAnnulled):
        issued(now, replaces=old)
    assert Series.objects.get().last_number == 2


def test_what_was_written_lies_sealed(now):
    paper = issued(now)
    assert "Işık".encode() not in bytes(paper.facts_sealed)
    assert facts_of(paper)["owner"] == "Ali Işık"


def test_who_comes_second_sets_again_and_no_number_is_lost(now, monkeypatch):
    """Between setting and taking the number somebody else takes it, three times."""
    real, others = operations._set, iter(range(3))

    def slow(asked, series, number):
        ready = real(asked, series, number)
        if next(others, None) is not None:
            Series.objects.filter(pk=series.pk).update(last_number=number)
        return ready

    monkeypatch.setattr(operations, "_set", slow)
    assert issued(now).shown_number == "2026/YT/4"


def test_whoever_never_comes_first_gets_a_number_all_the_same(now, monkeypatch):
    def taken(series, number):
        raise operations.NumberTaken

    monkeypatch.setattr(operations, "_take", taken)
    assert [issued(now).number, issued(now).number] == [1, 2]


def test_the_doctor_sees_a_changed_file_and_a_gap(now):
    paper = issued(now)
    assert papers_are_whole(now).state == "good"
    path_of(paper.sha256).write_bytes(b"%PDF-forged")
    assert papers_are_whole(now).state == "bad"
    issued(now)
    path_of(paper.sha256).unlink()
    assert papers_are_whole(now).state == "bad"


def test_a_missing_number_is_seen(now):
    issued(now)
    Series.objects.update(last_number=5)
    assert papers_are_whole(now).state == "bad"


def test_sample_papers_go_with_their_files(now):
    paper = issue(kind_code="stop_work", facts=facts(is_sample=True), actor=None, now=now)
    assert operations.remove_sample(now) == 1
    assert not path_of(paper.sha256).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.store
@pytest.mark.only_on("postgresql")  # the tests' SQLite lies in memory, where a second writer does not wait
def test_two_clerks_at_once_get_two_numbers_without_a_gap(now):
    Series.objects.create(code="stop_work", year=2026)
    faults = []

    def work():
        try:
            for _turn in range(3):
                issued(now)
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    clerks = [threading.Thread(target=work) for _ in range(3)]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join()
    assert faults == []
    assert sorted(Paper.objects.values_list("number", flat=True)) == list(range(1, 10))
    assert Series.objects.get().last_number == 9
