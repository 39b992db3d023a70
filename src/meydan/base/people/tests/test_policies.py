"""Who may do what."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.views import View

from meydan.base.people.marks import public_page, staff_page
from meydan.base.people.policies import NotAllowed, Policy, StaffPolicy
from meydan.base.people.tests.factories import account, post, staff, unit

pytestmark = pytest.mark.django_db
WORK = StaffPolicy({"read": ["clerk", "mayor"], "close": ["clerk", "mayor"]}, own_unit_only=["close"])


def test_nobody_may_do_anything_without_a_policy(administrator):
    assert not Policy().may(administrator, "read")


def test_a_verb_nobody_named_is_refused(administrator):
    assert not WORK.may(administrator, "burn")


def test_a_visitor_and_a_citizen_may_not():
    assert not WORK.may(AnonymousUser(), "read")
    assert not WORK.may(account(), "read")


def test_a_closed_account_may_not(clerk):
    clerk.is_active = False
    assert not WORK.may(clerk, "read")


def test_a_clerk_closes_in_and_below_the_own_unit_only():
    town = unit("town")
    parks = unit("parks", town)
    clerk = staff("clerk", parks)
    below, beside = post("n", at=unit("nursery", parks)), post("r", at=unit("roads", town))
    assert WORK.may(clerk, "close", below)
    assert not WORK.may(clerk, "close", beside)
    assert WORK.may(clerk, "read", beside)
    assert WORK.may(staff("mayor", parks), "close", beside)
    with pytest.raises(NotAllowed):
        WORK.require(clerk, "close", beside)


@staff_page(policy=WORK, verb="read")
def a_page(request):
    return HttpResponse("in")


@staff_page(policy=WORK, verb="read")
class APage(View):
    def get(self, request):
        return HttpResponse("in")


@public_page
def open_page(request):
    raise NotAllowed


@pytest.mark.parametrize("view", [a_page, APage.as_view()])
def test_a_staff_page_lets_in_sends_to_sign_in_or_refuses_kindly(rf, view, clerk):
    request = rf.get("/desk/x/?a=1")
    request.user = AnonymousUser()
    assert view(request).url == "/accounts/login/?next=/desk/x/%3Fa%3D1"
    request.user = clerk
    assert view(request).content == b"in"


def test_both_marks_hang_on_functions_and_classes_alike():
    assert a_page.meydan_policy.policy is WORK
    assert APage.as_view().meydan_policy.verb == "read"
    assert open_page.meydan_policy.policy is None


def test_htmx_is_told_to_move_the_whole_window(rf):
    request = rf.get("/desk/", headers={"HX-Request": "true"})
    request.user = AnonymousUser()
    assert a_page(request)["HX-Redirect"].startswith("/accounts/login/")
