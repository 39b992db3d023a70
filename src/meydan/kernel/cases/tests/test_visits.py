"""An inspector's day: what to visit, and each visit arrives once, whatever became of the case meanwhile."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from meydan.base.people.tests.factories import staff
from meydan.base.people.tests.factories import unit as make_unit
from meydan.kernel.cases.engine.rounds import metres_between, nearest_next
from meydan.kernel.cases.jobs import tidy
from meydan.kernel.cases.models import Case, CaseEvent, Document, Visit
from meydan.kernel.cases.operations.moving import assign
from meydan.kernel.cases.operations.photos import media_path
from meydan.kernel.cases.operations.visiting import forget_spots
from meydan.kernel.cases.queries.chain import chain_faults
from meydan.kernel.cases.tests.factories import case, picture, service
from meydan.kernel.cases.tests.reading import words

JSON = {"HTTP_ACCEPT": "application/json"}
HERE = {"lon": "39.478500", "lat": "40.460200", "accuracy_m": "12"}


def test_the_nearest_comes_next_and_metres_are_those_of_the_ground():
    stops = {1: (39.50, 40.46), 2: (39.49, 40.46), 3: (39.48, 40.47)}
    assert [key for key, _metres in nearest_next(stops, (39.48, 40.46))] == [2, 1, 3]
    assert nearest_next({}, (0, 0)) == []
    # One degree of a meridian is 111.195 km on a sphere of the IUGG's mean radius.
    assert metres_between((39, 40), (39, 41)) == pytest.approx(111_195, abs=1)
    # Across the date line it is a step, not a journey round the world.
    assert metres_between((179.999, 0), (-179.999, 0)) == pytest.approx(222.4, abs=0.1)


@pytest.fixture(autouse=True)
def in_town(pack, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return pack("tr/gumushane")


@pytest.fixture
def inspector():
    return staff("inspector", "works", display_name="Ayla")


@pytest.fixture
def out(inspector):
    client = Client()
    client.force_login(inspector)
    return client


def given(inspector, **fields):
    made = case(
        service=service("site_visit", workflow="inspection"),
        now=timezone.now(),
        lon=39.48,
        lat=40.46,
        **fields,
    )
    manager = staff("manager", "works")
    return assign(case_id=made.pk, assignee=inspector, actor=manager, now=timezone.now())


def page_of(made):
    return reverse("cases:visit", args=[made.pk])


def filled(client, made, **said):
    """What the boxes of the page would send."""
    seen = client.get(page_of(made)).context["seen"]
    return {"key": str(uuid4()), "seen": seen, "note": "Bakıldı", "step": "visit", **HERE, **said}


def sent(client, made, form):
    return client.post(page_of(made) + "send/", form, **JSON)


@pytest.mark.django_db
def test_a_visit_sent_again_is_one_visit_with_its_step_photo_and_place(out, inspector):
    made = given(inspector)
    form = filled(out, made)
    first = sent(out, made, {**form, "photos": picture()})
    again = sent(out, made, {**form, "photos": picture()})
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.json()["state"] == "sent"
    visit = Visit.objects.get()
    assert (visit.lon, visit.lat, visit.accuracy_m, visit.kept_because) == (39.4785, 40.4602, 12, "")
    made.refresh_from_db()
    assert made.state == "visited"
    assert made.documents.count() == 1
    assert list(chain_faults()) == []
    assert "40,46020, 39,47850" in words(out.get(reverse("cases:case", args=[made.pk])))


@pytest.mark.django_db
def test_a_photo_of_a_visit_says_nothing_of_where_it_was_taken(out, inspector):
    made = given(inspector)
    exif = Image.Exif()
    exif[0x010F] = "Telefon"
    sent(out, made, filled(out, made, photos=picture(exif=exif)))
    kept = Document.objects.get(case=made)
    with Image.open(media_path(kept.sha256)) as drawn:
        assert dict(drawn.getexif()) == {}


@pytest.mark.django_db
def test_a_case_changed_meanwhile_keeps_every_word_and_photo_and_moves_nowhere(out, inspector):
    made = given(inspector)
    form = filled(out, made, photos=picture())
    other = staff("inspector", "works")
    assign(case_id=made.pk, assignee=other, actor=staff("manager", "works"), now=timezone.now())
    told = sent(out, made, form).json()
    assert told["state"] == "kept"
    assert "başkası değiştirdi" in told["said"]
    made.refresh_from_db()
    assert made.state == "planned"
    assert made.documents.count() == 1
    line = CaseEvent.objects.get(case=made, verb="visited")
    assert line.words.text == "Bakıldı"
    assert Visit.objects.get().kept_because == "changed"
    # The officer who has it now reads all of it.
    reader = Client()
    reader.force_login(other)
    assert "Bakıldı" in words(reader.get(reverse("cases:case", args=[made.pk])))


@pytest.mark.django_db
def test_a_case_given_to_another_unit_still_takes_what_was_seen(out, inspector):
    made = given(inspector)
    form = filled(out, made, photos=picture())
    Case.objects.filter(pk=made.pk).update(unit=make_unit("parks"), assignee=None)
    told = sent(out, made, form)
    assert (told.status_code, told.json()["state"]) == (201, "kept")
    assert Visit.objects.get().kept_because == "not_open"


@pytest.mark.django_db
def test_a_step_that_lacks_its_evidence_is_told_and_the_words_stay(out, inspector):
    made = given(inspector)
    told = sent(out, made, filled(out, made)).json()
    assert told["state"] == "kept"
    assert "istediği bir şey verilmediği" in told["said"]
    assert CaseEvent.objects.get(case=made, verb="visited").words.text == "Bakıldı"


@pytest.mark.django_db
def test_a_visit_may_be_written_down_without_a_step(out, inspector):
    made = given(inspector)
    told = sent(out, made, filled(out, made, step="", lon="", lat="")).json()
    assert told["state"] == "sent"
    assert Visit.objects.get().lon is None
    assert "bugün bakıldı" in words(out.get(reverse("cases:visits")))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong", [{"lon": "nan", "lat": "40"}, {"lon": "200", "lat": "40"}, {"lon": "1e999", "lat": "x"}]
)
def test_a_place_that_is_none_and_a_clock_that_is_wrong_turn_no_visit_away(out, inspector, wrong):
    made = given(inspector)
    form = filled(out, made, step="", written_at="2099-01-01T00:00:00Z", accuracy_m="-1", **wrong)
    assert sent(out, made, form).status_code == 201
    visit = Visit.objects.get()
    assert visit.lon is None
    assert visit.visited_at <= visit.received_at


@pytest.mark.django_db
def test_a_file_that_is_no_photo_is_refused_with_a_reason_and_writes_nothing(out, inspector):
    made = given(inspector)
    bad = picture()
    bad.write(b"not a photo at all" * 40)
    bad.seek(0)
    bad.truncate(5)
    told = sent(out, made, filled(out, made, photos=bad))
    assert told.status_code == 422
    assert "fotoğraf değil" in told.json()["said"]
    assert not Visit.objects.exists()


@pytest.mark.django_db
def test_what_another_account_wrote_is_not_taken_under_this_name(out, inspector):
    made = given(inspector)
    form = filled(out, made)
    other = Client()
    other.force_login(staff("inspector", "works"))
    told = sent(other, made, form)
    assert told.status_code == 403
    assert "başka bir hesap" in told.json()["said"]
    assert sent(out, made, {**form, "seen": form["seen"] + "x"}).status_code == 403
    assert sent(out, made, {**form, "key": "12"}).status_code == 404
    assert not Visit.objects.exists()


@pytest.mark.django_db
def test_only_who_works_on_the_case_opens_its_visit(inspector):
    made = given(inspector)
    stranger = Client()
    stranger.force_login(staff("inspector", "parks"))
    assert stranger.get(page_of(made)).status_code == 403
    assert Client().get(page_of(made)).status_code == 302
    reader = Client()
    reader.force_login(staff("mayor", "works"))
    assert reader.get(reverse("cases:visits")).status_code == 403


@pytest.mark.django_db
def test_without_a_script_the_visit_is_sent_and_answered_on_the_list(out, inspector):
    made = given(inspector)
    answer = out.post(page_of(made) + "send/", filled(out, made, photos=picture()), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("cases:visits")
    assert "geldi ve yazıldı" in words(answer)


@pytest.mark.django_db
def test_the_list_goes_by_the_clock_and_by_the_way(out, inspector):
    near, far = given(inspector), given(inspector)
    Case.objects.filter(pk=far.pk).update(lon=39.60, due_at=timezone.now())
    nowhere = given(inspector)
    Case.objects.filter(pk=nowhere.pk).update(lon=None, lat=None)

    def order(address):
        parts = out.get(address).context["parts"]
        return [line["case"].pk for _title, lines in parts for line in lines]

    assert order(reverse("cases:visits"))[0] == far.pk
    here = reverse("cases:visits") + "?order=way&lon=39.47&lat=40.46"
    assert order(here) == [near.pk, far.pk, nowhere.pk]
    assert order(reverse("cases:visits") + "?order=way")[0] == far.pk
    assert order(reverse("cases:visits") + "?order=way&lon=nan&lat=") != []


@pytest.mark.django_db
def test_where_an_inspector_stood_is_forgotten_after_half_a_year_and_the_history_holds(out, inspector):
    made = given(inspector)
    sent(out, made, filled(out, made))
    now = timezone.now()
    tidy(now + timedelta(days=179))
    assert Visit.objects.get().lon == 39.4785
    tidy(now + timedelta(days=181))
    visit = Visit.objects.get()
    assert (visit.lon, visit.lat, visit.accuracy_m, bytes(visit.salt)) == (None, None, None, b"")
    assert list(chain_faults()) == []
    assert "39,47850" not in words(out.get(reverse("cases:case", args=[made.pk])))


@pytest.mark.django_db
def test_one_officers_places_are_erased_without_those_of_others(out, inspector):
    made = given(inspector)
    sent(out, made, filled(out, made))
    assert forget_spots(officer=staff("inspector", "works")) == 0
    assert forget_spots(officer=inspector) == 1
