"""The sample ideas of both cities, and that they go without a trace."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from meydan.base.packs.public import current, overlay_of
from meydan.domains.participation.models import Call, Comment, Hiding, Proposal, Status
from meydan.domains.participation.operations.proposal_samples import load_proposals, remove_sample_proposals
from meydan.kernel.strategy.tests.factories import action

pytestmark = pytest.mark.django_db
ACTIONS = {"tr/gumushane": ("6.4", "2.4"), "ir/khoy": ("5.3", "3.4")}


@pytest.mark.parametrize("city", sorted(ACTIONS))
def test_sample_ideas_fill_the_pages_are_marked_and_go_again(city, pack, client: Client) -> None:
    pack(city)
    for code in ACTIONS[city]:
        action(code, is_sample=True)
    overlay = overlay_of(current(), "demo")
    now = timezone.now()
    assert load_proposals(overlay, now, True).created == 6
    assert load_proposals(overlay, now, True).unchanged == 6
    statuses = set(Proposal.objects.values_list("status", flat=True))
    assert statuses >= {Status.OPEN, Status.EXAMINED, Status.ACCEPTED, Status.REJECTED, Status.DONE}
    assert Hiding.objects.filter(is_sample=True).count() == 1
    for number in Proposal.objects.values_list("pk", flat=True):
        assert client.get(f"/proposals/{number}/").status_code == 200
    page = client.get("/proposals/").content.decode()
    assert page.count('class="chip sample"') >= 6
    assert remove_sample_proposals(now) == 6
    for table in (Proposal, Comment, Call, Hiding):
        assert not table._default_manager.exists(), table
