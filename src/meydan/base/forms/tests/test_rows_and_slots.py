"""Lists that grow row by row, and hours that are given once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from meydan.base.forms.models import Slot
from meydan.base.forms.operations.slots import SlotFull, release_expired, take_slot
from meydan.base.forms.tests import factories as make
from meydan.base.forms.tests.factories import asked
from meydan.base.forms.tests.test_filling import begun, in_town, page, read

__all__ = ["begun", "in_town"]

pytestmark = pytest.mark.django_db


def test_a_list_grows_changes_and_shrinks_row_by_row(client, begun, in_town):
    draft = begun(asked("owners", "group", least=1), asked("share", "number", group="owners", most=100))

    def at(number):
        return reverse("forms:row", args=[draft.key, "owners", number])

    everything = reverse("forms:rows", args=[draft.key, "owners"])
    assert client.post(everything).status_code == 422
    for number, share in enumerate(["60", "30"]):
        assert client.post(at(number), {"share": share}).status_code == 302
    assert client.post(at(0), {"share": "170"}).status_code == 422
    client.post(at(0), {"share": "70"})
    client.post(everything, {"remove": "1"})
    assert read(draft) == {"owners": [{"share": "70"}]}
    assert client.post(everything).url == reverse("forms:check", args=[draft.key])
    client.post(reverse("forms:send", args=[draft.key]))
    assert in_town[0].answers == {"owners": [{"share": "70"}]}


# --- appointments ------------------------------------------------------------------------------
def test_the_last_place_is_given_once(client, begun, in_town):
    first, _second = make.slots()
    draft = begun(asked("when", "slot", slots="desk"))
    rival = make.draft(asked("when", "slot", slots="desk"), now=timezone.now())
    take_slot(draft=rival, field="when", slot_id=first.pk, now=timezone.now())
    assert client.post(page(draft, "when"), {"when": str(first.pk)}).status_code == 422
    with pytest.raises(SlotFull):
        take_slot(draft=draft, field="when", slot_id=first.pk, now=timezone.now())


def test_choosing_another_time_gives_the_first_back(client, begun, in_town):
    first, second = make.slots()
    draft = begun(asked("when", "slot", slots="desk"))
    for slot in (first, second):
        assert client.post(page(draft, "when"), {"when": str(slot.pk)}).status_code == 302
    assert list(Slot.objects.order_by("starts_at").values_list("taken", flat=True)) == [0, 1]
    client.post(reverse("forms:send", args=[draft.key]))
    assert in_town[0].holds == [second.pk]
    release_expired(now=timezone.now() + timedelta(hours=2))
    assert Slot.objects.get(pk=second.pk).taken == 1


def test_a_place_nobody_finishes_is_free_again_and_the_form_says_so(client, begun):
    first, _second = make.slots()
    draft = begun(asked("when", "slot", slots="desk"))
    client.post(page(draft, "when"), {"when": str(first.pk)})
    assert release_expired(now=timezone.now() + timedelta(minutes=31)) == 1
    assert Slot.objects.get(pk=first.pk).taken == 0
    answer = client.post(reverse("forms:send", args=[draft.key]))
    assert answer.status_code == 422
    assert "When (tr)" in answer.content.decode()
