"""Staff copy, change, compare and publish forms; what was published stays as it was."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from meydan.base.forms.models import Form, FormVersion
from meydan.base.forms.operations.loading import load_forms
from meydan.base.forms.operations.versions import VersionPublished, begin_version, change_version
from meydan.base.forms.tests import factories as make
from meydan.base.forms.tests.factories import asked, document

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_town(pack):
    return pack("tr/gumushane")


@pytest.fixture
def desk(client, administrator):
    client.force_login(administrator)
    return client


def written(form):
    return FormVersion.objects.get(form=form, state="draft")


def at(version, name="edit", *more):
    return reverse(f"forms:{name}", args=[version.form.code, version.number, *more])


FIELD = {"code": "floors", "kind": "number", "required": "on", "least": "1", "most": "9"}
NAMES = {f"names_{code}": f"Kat {code}" for code in ("tr", "fa", "en")}


def test_a_form_is_copied_changed_compared_and_published_without_a_script(desk):
    first = make.version(asked("a"), asked("b"), now=timezone.now())
    desk.post(reverse("forms:begin", args=[first.form.code]))
    second = written(first.form)
    assert second.document == first.document

    def act(**sent):
        second.refresh_from_db()
        return desk.post(at(second), {"revision": second.revision, **sent})

    act(act="up:b")
    act(act="remove:a")
    second.refresh_from_db()
    added = desk.post(at(second, "new_field"), {"revision": second.revision, **FIELD, **NAMES})
    assert added.status_code == 302
    second.refresh_from_db()
    assert [one["code"] for one in second.document["field"]] == ["b", "floors"]
    compared = desk.get(reverse("forms:compare", args=[first.form.code, 1, 2])).content.decode()
    assert "eklendi" in compared
    assert "çıkarıldı" in compared
    shown = desk.get(at(second, "preview")).content.decode()
    assert 'lang="fa" dir="rtl"' in shown
    assert "Kat en" in shown
    desk.post(at(second, "publish"))
    second.refresh_from_db()
    assert second.state == "published"
    first.refresh_from_db()
    assert [one["code"] for one in first.document["field"]] == ["a", "b"]


def test_a_form_with_flaws_is_not_published_and_says_what_to_mend(desk):
    made = {"code": "yeni", **{f"names_{code}": "Yeni" for code in ("tr", "fa", "en")}}
    answer = desk.post(reverse("forms:forms"), made, follow=True)
    version = written(Form.objects.get(code="yeni"))
    assert answer.redirect_chain
    told = desk.post(at(version, "publish"), follow=True).content.decode()
    assert "The form has no field." in told
    desk.post(at(version, "new_field"), {"revision": version.revision, **FIELD, **NAMES})
    desk.post(at(version, "publish"))
    version.refresh_from_db()
    assert version.state == "published"


def test_two_people_do_not_write_over_each_other(desk):
    first = make.version(asked("a"), asked("b"), now=timezone.now())
    desk.post(reverse("forms:begin", args=[first.form.code]))
    second = written(first.form)
    seen = second.revision
    desk.post(at(second), {"revision": seen, "act": "up:b"})
    late = desk.post(at(second), {"revision": seen, "act": "remove:b"}, follow=True)
    assert "başka biri" in late.content.decode()
    second.refresh_from_db()
    assert [one["code"] for one in second.document["field"]] == ["b", "a"]


def test_a_field_that_cannot_stand_comes_back_with_its_fault(desk):
    first = make.version(asked("a"), now=timezone.now())
    desk.post(reverse("forms:begin", args=[first.form.code]))
    second = written(first.form)
    for wrong in ({"code": "a"}, {"code": "Büyük"}, {"names_fa": ""}, {"decimals": "9"}):
        answer = desk.post(at(second, "new_field"), {"revision": second.revision, **FIELD, **NAMES, **wrong})
        assert answer.status_code == 422, wrong
    second.refresh_from_db()
    assert len(second.document["field"]) == 1


def test_who_may_only_see_cannot_change(client, clerk):
    first = make.version(asked("a"), now=timezone.now())
    client.force_login(clerk)
    assert client.get(reverse("forms:forms")).status_code == 200
    assert client.get(at(first, "preview")).status_code == 200
    assert client.post(reverse("forms:begin", args=[first.form.code])).status_code == 403
    assert client.post(reverse("forms:forms"), {"code": "x"}).status_code == 403


def test_a_published_version_never_changes_not_even_past_the_program(administrator):
    version = make.version(asked("a"), now=timezone.now())
    with pytest.raises(VersionPublished):
        change_version(
            version_id=version.pk,
            document=document(),
            seen_revision=1,
            actor=administrator,
            now=timezone.now(),
        )
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE forms_formversion SET document = '{}' WHERE id = %s", [version.pk])


def test_forms_of_the_pack_are_version_one_and_the_citys_own_is_left_alone(in_town, administrator):
    assert load_forms(in_town, timezone.now(), False).created == 6
    assert load_forms(in_town, timezone.now(), False).unchanged == 6
    form = Form.objects.get(code="building_permit")
    assert list(form.versions.values_list("number", "is_of_pack")) == [(1, True)]
    FormVersion.objects.filter(form__code="market_stall").delete()
    begin_version(form_id=form.pk, actor=administrator, now=timezone.now())
    assert load_forms(in_town, timezone.now(), False).updated == 1
    assert form.versions.count() == 2
