"""What everybody reads, in three languages, and what machines read."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meydan.domains.warnings import home_key
from meydan.domains.warnings.engine.keys import fingerprint, read_certificate
from meydan.domains.warnings.engine.signature import Root, verified
from meydan.domains.warnings.models import PublicWarning
from meydan.domains.warnings.tests.factories import draft, follow, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
HOUR = timedelta(hours=1)
ATOM = "{http://www.w3.org/2005/Atom}"


def now() -> datetime:
    return timezone.now().replace(microsecond=0)


def read(client: Client, address: str, language: str) -> str:
    answer = client.get(address, {"lang": language})
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("tr", ["Şu an bir uyarı var mı?", "1 uyarı yürürlükte", "Harşit taşabilir", "Karşıyaka"]),
        ("fa", ["آیا اکنون هشداری هست؟", "۱ هشدار برقرار است", "احتمال طغیان رودخانه", "کارشی‌یاکا"]),
        ("en", ["Is there a warning now?", "1 warning is in force", "The Harşit may flood"]),
    ],
)
def test_the_list_says_what_holds_now(client: Client, language: str, told: list[str]) -> None:
    published(now())
    page = read(client, reverse("warnings:front"), language)
    for words in told:
        assert words in page


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("tr", ["Ne yapmalıyım?", "Dereden uzak durun.", "Dere yükseliyor.", "Yürürlükte", "Büyük tehlike"]),
        ("fa", ["چه کنم؟", "از رودخانه دور شوید.", "آب بالا می‌آید.", "برقرار", "خطر زیاد"]),
        ("en", ["What should I do?", "Keep away from it.", "The river is rising.", "In force"]),
    ],
)
def test_a_warning_says_what_to_do_first(client: Client, language: str, told: list[str]) -> None:
    made = published(now())
    page = read(client, reverse("warnings:warning", args=[made.identifier]), language)
    for words in told:
        assert words in page
    assert page.index(told[1]) < page.index(told[2])
    assert '"area": [[[' in page


@pytest.mark.parametrize(
    ("language", "words"), [("tr", "Harşit taşabilir"), ("fa", "احتمال طغیان"), ("en", "may flood")]
)
def test_what_is_in_force_stands_above_every_page(client: Client, language: str, words: str) -> None:
    made = published(now())
    page = read(client, "/", language)
    banner = page[page.index("banner-bad") : page.index("</section>", page.index("banner-bad"))]
    assert words in banner
    assert made.identifier in banner


def test_without_a_warning_nothing_stands_above_the_pages(client: Client) -> None:
    draft(now=now())
    assert "banner-bad" not in read(client, "/", "tr")
    assert "Nothing is in force" in read(client, reverse("warnings:front"), "en")


def test_a_cancelled_warning_leaves_the_top_of_the_pages_and_says_so_on_its_own(client: Client) -> None:
    first = published(now() - HOUR)
    follow(first, "cancel", now())
    assert "banner-bad" not in read(client, "/", "en")
    page = read(client, reverse("warnings:warning", args=[first.identifier]), "en")
    assert "This warning was cancelled" in page
    assert reverse("warnings:warning", args=[first.next.identifier]) in page


def test_an_expired_warning_says_so_before_the_sweep_has_come(client: Client) -> None:
    made = published(now() - 7 * HOUR)
    assert PublicWarning.objects.get().state == "published"
    page = read(client, reverse("warnings:warning", args=[made.identifier]), "tr")
    assert "Bu uyarının süresi doldu" in page
    assert "banner-bad" not in page
    assert "Earlier ones" in read(client, reverse("warnings:front"), "en")


def test_an_exercise_is_marked_everywhere(client: Client) -> None:
    made = published(now(), cap_status="Exercise")
    for address in (reverse("warnings:front"), reverse("warnings:warning", args=[made.identifier]), "/"):
        assert "TATBİKAT: Harşit" in read(client, address, "tr")


def test_drafts_have_no_page_and_no_document(client: Client) -> None:
    made = draft(now=now())
    assert client.get(reverse("warnings:warning", args=[made.identifier])).status_code == 404
    assert client.get(reverse("warnings:document", args=[made.identifier])).status_code == 404
    assert client.get(reverse("warnings:document", args=["none"])).status_code == 404


# --- machines --------------------------------------------------------------------------------


def test_the_document_is_what_was_signed_byte_for_byte_and_may_be_kept_for_ever(client: Client) -> None:
    home_key.make_pair(name="Gümüşhane Belediyesi", kind="ec", now=now())
    made = published(now())
    address = reverse("warnings:document", args=[made.identifier])
    answer = client.get(address)
    assert answer["Content-Type"] == "application/cap+xml"
    assert answer.content == bytes(made.message.xml)
    assert "immutable" in answer["Cache-Control"]
    assert not answer.cookies
    assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    pem = client.get(reverse("warnings:certificate")).content.decode()
    roots = [Root("gm", read_certificate(pem))]
    assert verified(answer.content, roots=roots, now=now()).signer == "Gümüşhane Belediyesi"


def test_the_document_stays_the_same_when_its_warning_is_over(client: Client) -> None:
    made = published(now() - HOUR)
    address = reverse("warnings:document", args=[made.identifier])
    before = client.get(address)
    follow(made, "update", now())
    after = client.get(address)
    assert (after.content, after["ETag"]) == (before.content, before["ETag"])


@pytest.mark.parametrize(("language", "title"), [("tr", "Harşit"), ("fa", "طغیان"), ("en", "may flood")])
def test_the_atom_feed_is_valid_and_in_the_readers_language(
    client: Client, language: str, title: str
) -> None:
    made = published(now())
    answer = client.get(reverse("warnings:atom"), {"lang": language})
    assert answer["Content-Type"] == "application/atom+xml"
    feed = ET.fromstring(answer.content)
    assert atom_faults(feed) == []
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == language
    entry = feed.find(f"{ATOM}entry")
    assert title in entry.findtext(f"{ATOM}title")
    links = {link.get("type"): link.get("href") for link in entry.findall(f"{ATOM}link")}
    assert links["application/cap+xml"] == f"https://gumushane.example/cap/{made.identifier}.xml"
    assert client.get(reverse("warnings:atom"), {"lang": language},
                      headers={"If-None-Match": answer["ETag"]}).status_code == 304  # fmt: skip


def atom_faults(feed: ET.Element) -> list[str]:
    """What RFC 4287 asks of a feed and each entry: exactly one id, title, updated; an author; absolute links."""
    entries = feed.findall(f"{ATOM}entry")
    faults = [fault for node in (feed, *entries) for fault in node_faults(node)]
    if feed.find(f"{ATOM}author/{ATOM}name") is None:
        faults.append("no author")
    if [link.get("rel") for link in feed.findall(f"{ATOM}link")].count("self") != 1:
        faults.append("no link to itself")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    return faults if len(ids) == len(set(ids)) else [*faults, "two entries share an id"]


def node_faults(node: ET.Element) -> list[str]:
    faults = [tag for tag in ("id", "title", "updated") if len(node.findall(f"{ATOM}{tag}")) != 1]
    moments = [*node.findall(f"{ATOM}updated"), *node.findall(f"{ATOM}published")]
    faults += ["no zone" for one in moments if datetime.fromisoformat(one.text).tzinfo is None]
    addresses = [node.findtext(f"{ATOM}id"), *(link.get("href") for link in node.findall(f"{ATOM}link"))]
    return faults + ["no absolute address" for one in addresses if not (one or "").startswith("https://")]


def test_a_feed_tells_updates_and_cancellations_too(client: Client) -> None:
    first = published(now() - HOUR)
    follow(first, "cancel", now())
    feed = ET.fromstring(client.get(reverse("warnings:atom"), {"lang": "en"}).content)
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")]
    assert titles == ["The Harşit may flood (All clear)", "The Harşit may flood (Cancelled)"]


def test_an_empty_feed_is_valid_and_keeps_its_date(client: Client) -> None:
    first = client.get(reverse("warnings:atom"))
    assert atom_faults(ET.fromstring(first.content)) == []
    assert client.get(reverse("warnings:atom"))["ETag"] == first["ETag"]


def test_the_rss_feed_tells_the_same(client: Client) -> None:
    made = published(now())
    feed = ET.fromstring(client.get(reverse("warnings:rss"), {"lang": "tr"}).content)
    assert (feed.tag, feed.get("version")) == ("rss", "2.0")
    item = feed.find("channel/item")
    assert item.findtext("guid") == f"https://gumushane.example/warnings/{made.identifier}/"
    assert item.findtext("pubDate").endswith("GMT")


def test_the_page_for_other_systems_tells_the_fingerprint(client: Client, city: Path) -> None:
    assert "does not sign its warnings yet" in read(client, reverse("warnings:cap"), "en")
    assert client.get(reverse("warnings:certificate")).status_code == 404
    home_key.make_pair(name="Gümüşhane Belediyesi", kind="ec", now=now())
    page = read(client, reverse("warnings:cap"), "en")
    assert "Gümüşhane Belediyesi" in page
    assert fingerprint(read_certificate(home_key.certificate_text())) in page


def test_persian_times_stand_in_tehrans_odd_offset(pack: Callable[[str], object], city: Path) -> None:
    import shapely

    from meydan.domains.warnings.content import AreaChosen

    pack("ir/khoy")
    area = AreaChosen(
        names={"tr": "Hoy", "fa": "خوی", "en": "Khoy"}, polygons=shapely.box(44.94, 38.54, 44.96, 38.56)
    )
    made = published(now(), area=area)
    assert b"+03:30</sent>" in bytes(made.message.xml)


def test_ten_warnings_cost_no_more_questions_than_one(
    client: Client, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for _n in range(5):
        published(now())
    client.get("/warnings/")
    with django_assert_max_num_queries(9):
        client.get("/warnings/")
