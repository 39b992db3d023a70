"""Units and posts: the operations, the pack's tables and the pages."""

from datetime import date

import pytest
from django.utils import timezone

from meydan.base.audit.public import entries
from meydan.base.people.loaders import load_posts, load_units, remove_sample
from meydan.base.people.models import Account, Holding, OrgUnit, Post
from meydan.base.people.operations import (
    CodeUnusable,
    LastAdministrator,
    PostTaken,
    UnitBelowItself,
    appoint,
    end_holding,
    ensure_post,
    ensure_unit,
)
from meydan.base.people.queries import UnitUnknown
from meydan.base.people.tests.factories import account, post, staff, unit

pytestmark = pytest.mark.django_db
NAMES = {"tr": "Fen İşleri", "fa": "امور عمرانی", "en": "Public works"}


def test_a_unit_that_moves_takes_what_stands_below_along():
    for code, parent in (("town", ""), ("works", "town"), ("parks", "town"), ("nursery", "parks")):
        ensure_unit(code=code, names=NAMES, parent=parent)
    ensure_unit(code="parks", names=NAMES, parent="works")
    assert OrgUnit.objects.get(code="nursery").path == "/town/works/parks/nursery/"
    assert OrgUnit.objects.get(code="nursery").depth == 3


def test_a_unit_cannot_stand_below_itself_or_below_nothing():
    ensure_unit(code="town", names=NAMES)
    ensure_unit(code="works", names=NAMES, parent="town")
    with pytest.raises(UnitBelowItself):
        ensure_unit(code="town", names=NAMES, parent="works")
    with pytest.raises(UnitUnknown):
        ensure_unit(code="works", names=NAMES, parent="moon")
    with pytest.raises(CodeUnusable):
        ensure_unit(code="Fen İşleri", names=NAMES)


def test_a_post_of_an_unknown_role_or_unit_is_refused():
    unit("town")
    with pytest.raises(ValueError, match="emperor"):
        ensure_post(code="x", unit="town", role="emperor", names=NAMES)
    with pytest.raises(UnitUnknown):
        ensure_post(code="x", unit="moon", role="clerk", names=NAMES)


def test_a_post_that_is_held_is_not_given_twice(now):
    seat, first = post("clerk-x"), account()
    appoint(post="clerk-x", account=first, from_on=date(2026, 1, 1), now=now)
    with pytest.raises(PostTaken):
        appoint(post=seat, account=account(), from_on=date(2026, 6, 1), now=now)
    first.refresh_from_db()
    assert first.is_staff
    assert [entry.verb for entry in entries()] == ["people.appointed"]


def test_the_last_administrator_stays_until_there_is_another(now, administrator):
    holding = administrator.holdings.get()
    with pytest.raises(LastAdministrator):
        end_holding(holding_id=holding.pk, to_on=date(2026, 11, 23), now=now)
    staff("administrator")
    end_holding(holding_id=holding.pk, to_on=date(2026, 11, 23), now=now)
    assert not administrator.post_codes(date(2026, 11, 23))


def test_a_holding_that_had_not_begun_is_taken_back(now, clerk):
    holding = appoint(post=post("clerk-y"), account=clerk, from_on=date(2026, 11, 23), now=now)
    end_holding(holding_id=holding.pk, to_on=date(2026, 11, 23), now=now)
    assert not Holding.objects.filter(pk=holding.pk).exists()


class TwoTables:
    """A pack with a child before its parent."""

    def table(self, name):
        units = [("parks", "town", "directorate"), ("town", "", "municipality")]
        posts = [("clerk-parks", "parks", "clerk")]
        names = {f"names.{language}": f"{language}" for language in ("tr", "fa", "en")}
        if name == "units":
            return [{"code": c, "parent": p, "kind": k, **names} for c, p, k in units]
        return [{"code": c, "unit": u, "role": r, **names} for c, u, r in posts]


def test_a_pack_is_loaded_twice_without_harm(now):
    assert load_units(TwoTables(), now, False).created == 2
    assert load_posts(TwoTables(), now, False).created == 1
    again = load_units(TwoTables(), now, False)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)
    assert Post.objects.get().unit.path == "/town/parks/"


def test_sample_rows_go_and_real_ones_stay(now):
    load_units(TwoTables(), now, True)
    load_posts(TwoTables(), now, True)
    ensure_unit(code="town", names=NAMES, kind="municipality")
    real = appoint(post="clerk-parks", account=account(), from_on=date(2026, 1, 1), now=now)
    assert remove_sample(now) == 0
    real.delete()
    assert remove_sample(now) == 2
    assert [each.code for each in OrgUnit.objects.all()] == ["town"]


@pytest.mark.parametrize(
    ("language", "title", "vacant"),
    [
        ("tr", "Kim neden sorumlu", "boş"),
        ("fa", "چه کسی پاسخگوست", "خالی"),
        ("en", "Who is responsible", "vacant"),
    ],
)
def test_the_tree_in_three_languages(client, language, title, vacant):
    town = ensure_unit(code="town", names={"tr": "Belediye", "fa": "شهرداری", "en": "Municipality"})
    client.force_login(staff("clerk", town))
    post("empty-seat", at=town)
    page = client.get("/desk/units/", {"lang": language}, follow=True).content.decode()
    assert title in page
    assert vacant in page
    assert "Gülşah Işık" in page
    assert {"tr": "Belediye", "fa": "شهرداری", "en": "Municipality"}[language] in page


def test_a_clerk_sees_a_unit_but_cannot_give_its_posts(client, clerk):
    client.force_login(clerk)
    page = client.get("/desk/units/municipality/").content.decode()
    assert "Gülşah Işık" in page
    assert "Give the post" not in page
    refused = client.post("/desk/units/municipality/appoint/", {})
    assert refused.status_code == 403
    assert "Nothing was changed" in refused.content.decode()


def test_a_visitor_is_sent_to_sign_in(client):
    assert client.get("/desk/units/").url == "/accounts/login/?next=/desk/units/"


def test_the_administrator_gives_and_ends_a_post(client, administrator):
    client.force_login(administrator)
    seat, who = post("clerk-x"), account()
    form = {"post": seat.pk, "account": who.pk, "from_on": "2026-01-05"}
    assert client.post("/desk/units/municipality/appoint/", form).status_code == 302
    holding = seat.holdings.get()
    assert holding.from_on == date(2026, 1, 5)
    taken = client.post("/desk/units/municipality/appoint/", form)
    assert taken.status_code == 422
    assert "Somebody holds this post then" in taken.content.decode()
    client.post(f"/desk/units/municipality/end/{holding.pk}/")
    holding.refresh_from_db()
    assert holding.to_on == timezone.localdate()
    assert "Who held these posts before" in client.get("/desk/units/municipality/").content.decode()


def test_the_administrator_invites_a_colleague_and_sees_the_link_once(client, administrator):
    client.force_login(administrator)
    seat = post("clerk-x")
    form = {"username": "g.isik", "display_name": "Gülşah Işık", "email": "", "post": seat.pk}
    page = client.post("/desk/units/municipality/invite/", form).content.decode()
    assert "/accounts/invitation/" in page
    assert Account.objects.get(username="g.isik").holdings.get().post == seat
    again = client.post("/desk/units/municipality/invite/", form)
    assert again.status_code == 422
    assert "Somebody already has this user name" in again.content.decode()


def test_the_administrator_makes_a_link_for_a_forgotten_password(client, administrator):
    who = staff("clerk", "parks")
    address = f"/desk/units/parks/link/{who.holdings.get().pk}/"
    client.force_login(who)
    assert client.post(address).status_code == 403
    client.force_login(administrator)
    assert "/accounts/invitation/" in client.post(address).content.decode()
    assert who.invitations.count() == 1


def test_an_unknown_unit_is_not_found(client, clerk):
    client.force_login(clerk)
    assert client.get("/desk/units/moon/").status_code == 404
