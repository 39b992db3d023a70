"""What a person sees who fills a form in: pages, mistakes, files, other devices, and sending once."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meydan.base.appointments.public import Booking
from meydan.base.appointments.tests import factories as counters
from meydan.base.audit.public import entries
from meydan.base.forms.models import Draft, DraftFile
from meydan.base.forms.operations.drafts import sweep_drafts, write_page
from meydan.base.forms.operations.filekeeping import folder_of
from meydan.base.forms.operations.sending import send_draft
from meydan.base.forms.queries import written_in
from meydan.base.forms.tests import factories as make
from meydan.base.forms.tests.factories import asked
from meydan.base.notify.public import Message

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_town(pack, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    pack("tr/gumushane")
    with make.taking() as came:
        yield came


@pytest.fixture
def begun(client):
    """Begin a form with these fields in this browser."""

    def begin(*fields, **more):
        draft = make.draft(*fields, now=timezone.now(), **more)
        session = client.session
        session["forms_mine"] = [str(draft.key)]
        session.save()
        return draft

    return begin


def page(draft, code):
    return reverse("forms:page", args=[draft.key, code])


def read(draft):
    draft.refresh_from_db()
    return written_in(draft)[0]


def picture(name="a.jpg", kind="JPEG"):
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (40, 30), "blue").save(out, kind)
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")


def test_a_form_is_filled_in_page_by_page_and_sent_once(client, begun, in_town):
    draft = begun(asked("name"), asked("floors", "number", least=1, most=9))
    first = client.post(page(draft, "name"), {"name": "Gülşah Işık"})
    assert first.url == page(draft, "floors")
    second = client.post(page(draft, "floors"), {"floors": "3"})
    assert second.url == reverse("forms:check", args=[draft.key])
    checked = client.get(second.url).content.decode()
    assert "Gülşah Işık" in checked
    for _press in range(2):
        sent = client.post(reverse("forms:send", args=[draft.key]), follow=True)
        assert "TT-1" in sent.content.decode()
    assert [submission.answers for submission in in_town] == [{"name": "Gülşah Işık", "floors": "3"}]
    draft.refresh_from_db()
    assert bytes(draft.answers_sealed) == b""


def test_what_is_written_lies_sealed(client, begun):
    draft = begun(asked("name"))
    client.post(page(draft, "name"), {"name": "Gülşah Işık"})
    draft.refresh_from_db()
    assert "Gülşah".encode() not in bytes(draft.answers_sealed)
    assert read(draft) == {"name": "Gülşah Işık"}


def test_the_summary_lists_each_mistake_by_its_name_and_leads_to_its_box(client, begun):
    draft = begun(asked("name", page="who"), asked("floors", "number", page="who", most=9))
    answer = client.post(page(draft, "who"), {"floors": "12"})
    assert answer.status_code == 422
    words = answer.content.decode()
    assert words.count('id="error-summary"') == 1
    assert '<a href="#id_name">Name (tr)</a>' in words
    assert '<a href="#id_floors">Floors (tr)</a>' in words
    assert "data-focus" in words
    assert 'aria-invalid="true"' in words
    assert 'value="12"' in words
    assert read(draft) == {}


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("date", {"a": "30.11.2025"}, "2025-11-30"),
        ("date", {"a": "۱۴۰۴/۰۹/۰۹"}, "2025-11-30"),
        ("number", {"a": "1.234"}, "1234"),
        ("money", {"a": "1.250,50"}, "1250.5"),
        ("yes_no", {"a": "no"}, False),
        ("choice", {"a": "shop"}, "shop"),
        ("choices", {"a": ["shop", "home"]}, ["shop", "home"]),
        ("person_id", {"a": "100 0000 01 46"}, "10000000146"),
        ("phone", {"a": "0532 123 45 67"}, "+905321234567"),
        ("email", {"a": "a@b.example"}, "a@b.example"),
        ("parcel", {"a__block": "101", "a__parcel": "7"}, {"block": "101", "parcel": "7"}),
        ("point", {"a__words": "Cumhuriyet Cd. 4"}, {"words": "Cumhuriyet Cd. 4"}),
        ("point", {"a__lon": "39.4", "a__lat": "40.4"}, {"lon": 39.4, "lat": 40.4}),
        ("signature", {"a__name": "G. Işık", "a__consent": "on"}, {"consent": True, "name": "G. Işık"}),
        (
            "address",
            {
                "a__province": "Gümüşhane",
                "a__district": "Merkez",
                "a__street": "Çam",
                "a__outer_door": "4",
                "a__postcode": "۲۹۰۰۰",
            },
            {
                "province": "Gümüşhane",
                "district": "Merkez",
                "street": "Çam",
                "outer_door": "4",
                "postcode": "29000",
            },
        ),
    ],
)
def test_each_kind_is_kept_as_one_thing_whatever_digits_it_was_typed_in(client, begun, kind, typed, kept):
    draft = begun(asked("a", kind, decimals=2))
    answer = client.post(page(draft, "a"), typed)
    assert answer.status_code == 302, answer.content.decode()
    assert read(draft) == {"a": kept}
    assert client.get(page(draft, "a")).status_code == 200
    assert client.get(reverse("forms:check", args=[draft.key])).status_code == 200


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("date", {"a": "31.02.2025"}),
        ("number", {"a": "üç"}),
        ("choice", {"a": "moon"}),
        ("person_id", {"a": "10000000147"}),
        ("phone", {"a": "12"}),
        ("parcel", {"a__block": "101"}),
        ("point", {}),
        ("point", {"a__lon": "39.4"}),
        ("signature", {"a__name": "G. Işık"}),
        ("signature", {"a__consent": "on"}),
        ("address", {"a__street": "Çam"}),
        ("photo", {}),
    ],
)
def test_what_cannot_stand_comes_back_with_its_fault(client, begun, kind, typed):
    draft = begun(asked("a", kind))
    answer = client.post(page(draft, "a"), typed)
    assert answer.status_code == 422
    assert 'id="error-summary"' in answer.content.decode()
    assert read(draft) == {}


def test_a_hidden_page_is_not_there(client, begun):
    draft = begun(asked("use", "choice"), asked("sign", show_if="use == 'shop'"))
    client.post(page(draft, "use"), {"use": "home"})
    assert client.get(page(draft, "sign")).status_code == 404


# --- files -----------------------------------------------------------------------------------
def test_a_file_is_kept_sealed_drawn_anew_and_handed_back_to_its_owner_alone(client, begun):
    draft = begun(asked("photo", "photo"))
    client.post(page(draft, "photo"), {"photo": picture()})
    row = DraftFile.objects.get(draft=draft)
    stored = (folder_of(draft.key) / row.sha256).read_bytes()
    assert b"JFIF" not in stored
    address = reverse("forms:file", args=[draft.key, row.sha256])
    mine = client.get(address)
    assert mine.content.startswith(b"\xff\xd8")
    assert mine["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert mine["X-Content-Type-Options"] == "nosniff"
    assert Client().get(address).status_code == 404


def test_a_good_file_is_kept_when_another_box_is_wrong(client, begun):
    draft = begun(asked("photo", "photo", page="one"), asked("name", page="one"))
    assert client.post(page(draft, "one"), {"photo": picture()}).status_code == 422
    assert len(read(draft)["photo"]) == 1
    assert client.post(page(draft, "one"), {"name": "x"}).status_code == 302
    assert len(read(draft)["photo"]) == 1


def test_a_file_can_be_taken_away_again(client, begun):
    draft = begun(asked("photo", "photo"))
    client.post(page(draft, "photo"), {"photo": picture()})
    digest = read(draft)["photo"][0]
    client.post(page(draft, "photo"), {"remove": f"photo:{digest}"})
    assert read(draft)["photo"] is None


HOSTILE = {
    "html": b"<html><script>alert(1)</script>",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "zip": b"PK\x03\x04" + bytes(100),
    "pdf that runs": b"%PDF-1.7 /JavaScript (app.alert(1)) %%EOF",
    "pdf that is a page": b"%PDF-1.7 <html><script>1</script> %%EOF",
    "pdf with a file in it": b"%PDF-1.7 /EmbeddedFile %%EOF",
    "nothing": b"",
    "program": b"\x7fELF" + bytes(50),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_runs_or_unpacks_is_refused_and_not_kept(client, begun, tmp_path, what):
    draft = begun(asked("paper", "file"))
    upload = SimpleUploadedFile("a.pdf", HOSTILE[what], content_type="application/pdf")
    assert client.post(page(draft, "paper"), {"paper": upload}).status_code == 422
    assert [one for one in tmp_path.rglob("*") if one.is_file()] == []


def test_eleven_megabytes_are_refused(client, begun):
    draft = begun(asked("paper", "file"))
    upload = SimpleUploadedFile("a.pdf", b"%PDF-1.7" + bytes(11 * 2**20) + b"%%EOF")
    answer = client.post(page(draft, "paper"), {"paper": upload})
    assert answer.status_code == 422
    assert "10 MB" in answer.content.decode()


# --- other devices, other people ---------------------------------------------------------------
def test_a_form_put_aside_is_taken_up_on_another_device_with_code_and_phone(client, begun):
    draft = begun(asked("name"), asked("more"))
    client.post(page(draft, "name"), {"name": "Gülşah"})
    told = client.post(reverse("forms:pause", args=[draft.key]), {"phone": "0532 123 45 67"})
    code = told.context["code"]
    assert Message.objects.filter(template="form_aside").count() == 1
    other = Client()
    wrong = other.post(reverse("forms:resume"), {"code": code, "phone": "0532 123 45 68"})
    assert wrong.status_code == 422
    found = other.post(
        reverse("forms:resume"), {"code": code.lower().replace("-", " "), "phone": "05321234567"}
    )
    assert found.url == reverse("forms:tasks", args=[draft.key])
    assert "Gülşah" in other.get(page(draft, "name")).content.decode()


def test_an_older_code_and_one_out_of_time_open_nothing(client, begun):
    draft = begun(asked("name"))
    codes = [
        client.post(reverse("forms:pause", args=[draft.key]), {"phone": "05321234567"}).context["code"]
        for _ in range(2)
    ]
    send = {"phone": "05321234567"}
    assert Client().post(reverse("forms:resume"), {**send, "code": codes[0]}).status_code == 422
    Draft.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert Client().post(reverse("forms:resume"), {**send, "code": codes[1]}).status_code == 422
    assert client.get(page(draft, "name")).status_code == 404


def test_somebody_elses_form_is_not_there(begun):
    draft = begun(asked("name"))
    stranger = Client()
    for name in ("tasks", "check", "done", "pause", "forget"):
        assert stranger.get(reverse(f"forms:{name}", args=[draft.key])).status_code == 404
    assert stranger.post(reverse("forms:send", args=[draft.key])).status_code == 404


def test_two_devices_do_not_write_over_each_other_silently(client, begun):
    draft = begun(asked("name"))
    seen = client.get(page(draft, "name")).context["seen"]
    write_page(draft_id=draft.pk, answers={"name": "from the phone"}, now=timezone.now())
    answer = client.post(page(draft, "name"), {"name": "from the desk", "seen": seen})
    assert answer.status_code == 409
    words = answer.content.decode()
    assert "from the desk" in words
    assert read(draft) == {"name": "from the phone"}
    again = client.post(page(draft, "name"), {"name": "from the desk", "seen": answer.context["seen"]})
    assert again.status_code == 302
    assert read(draft) == {"name": "from the desk"}


def test_an_officer_fills_in_for_somebody_and_the_channel_is_kept(client, clerk, in_town):
    draft = make.draft(asked("name"), now=timezone.now(), channel="counter", officer=clerk)
    client.force_login(clerk)
    client.post(page(draft, "name"), {"name": "Ali"})
    client.post(reverse("forms:send", args=[draft.key]))
    assert (in_town[0].channel, in_town[0].officer) == ("counter", clerk)


# --- sending and forgetting ----------------------------------------------------------------------
def test_an_unfinished_form_is_not_sent_and_says_what_is_missing(client, begun, in_town):
    draft = begun(asked("name"), asked("more"))
    answer = client.post(reverse("forms:send", args=[draft.key]))
    assert answer.status_code == 422
    words = answer.content.decode()
    assert f'{page(draft, "name")}?back=check">Name (tr)</a>' in words
    assert in_town == []


def test_when_the_room_that_takes_it_fails_nothing_is_lost(begun):
    draft = begun(asked("name"))
    write_page(draft_id=draft.pk, answers={"name": "x"}, now=timezone.now())

    def fail(submission, now):
        raise RuntimeError("down")

    from meydan.base.forms import registry

    registry.forget_purpose("test")
    with make.taking(fail), pytest.raises(RuntimeError):
        send_draft(draft_id=draft.pk, now=timezone.now())
    assert read(draft) == {"name": "x"}
    assert draft.sent_at is None


def test_what_was_never_sent_is_erased_with_its_files_and_holds(
    client, begun, django_capture_on_commit_callbacks
):
    counters.counter(services=["thing"])
    draft = begun(asked("photo", "photo"), asked("when", "appointment"))
    client.post(page(draft, "photo"), {"photo": picture()})
    chosen = re.search(r'name="when" value="([^"]+)"', client.get(page(draft, "when")).content.decode())
    assert client.post(page(draft, "when"), {"when": chosen[1]}).status_code == 302
    assert Booking.objects.filter(state="held").exists()
    folder = folder_of(draft.key)
    assert folder.exists()
    assert sweep_drafts(now=timezone.now() + timedelta(days=29)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert sweep_drafts(now=timezone.now() + timedelta(days=31)) == 1
    assert not folder.exists()
    assert Draft.objects.count() == Booking.objects.count() == 0
    (record,) = entries(verb="forms.swept")
    assert record.body == {"drafts": 1}


def test_a_person_may_throw_the_form_away_at_once(client, begun, django_capture_on_commit_callbacks):
    draft = begun(asked("name"))
    assert client.get(reverse("forms:forget", args=[draft.key])).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("forms:forget", args=[draft.key]))
    assert Draft.objects.count() == 0
