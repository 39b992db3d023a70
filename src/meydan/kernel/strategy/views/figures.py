"""Figures on the desk: an officer of the unit that keeps one types it in."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from meydan.base.people.public import Account, account_of, posts_of, staff_page
from meydan.kernel.strategy import presentation as shown
from meydan.kernel.strategy.forms import TypedForm
from meydan.kernel.strategy.models import Indicator, Origin, Quality
from meydan.kernel.strategy.operations.typed import ValueImpossible, type_value
from meydan.kernel.strategy.policies import indicator_policy
from meydan.kernel.strategy.queries import indicator_standings, typed_of
from meydan.kernel.strategy.sets import begun


@staff_page(policy=indicator_policy, verb="see")
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """The figures that this person types in, the oldest first."""
    now = timezone.now()
    typed = Indicator.objects.filter(query="").order_by("order", "pk")
    mine = [one for one in typed if indicator_policy.may(request.user, "type", one)]
    standings = list(indicator_standings(mine, now).values())
    standings.sort(key=lambda one: (one.value is not None, one.value.on if one.value else now.date()))
    return render(request, "strategy/figures.html", {"faces": shown.indicator_faces(standings, now)})


@staff_page(policy=indicator_policy, verb="see")
@require_http_methods(["GET", "POST"])
def figure(request: HttpRequest, code: str) -> HttpResponse:
    """Type one figure in, or correct it; nothing typed before is lost."""
    found = Indicator.objects.filter(code=code).first() or begun(code)
    if found is None or found.is_computed:
        raise Http404(code)
    indicator_policy.require(request.user, "type", found)
    start = {"origin": found.origin or Origin.REPORTED, "quality": found.quality or Quality.REPORTED}
    form = TypedForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid() and _typed(request, form, found):
        return redirect("strategy:figures")
    told = {
        "form": form,
        "indicator": found,
        "typed": shown.typed_rows(found, typed_of(found) if found.pk else []),
    }
    return render(request, "strategy/figure.html", told, status=422 if form.errors else 200)


def _typed(request: HttpRequest, form: TypedForm, indicator: Indicator) -> bool:
    actor, told = account_of(request), form.cleaned_data
    unit_code, post_code = _signature(actor, indicator)
    try:
        type_value(
            indicator=indicator,
            **told,
            typed_by=unit_code,
            post_code=post_code,
            actor=actor,
            now=timezone.now(),
        )
    except ValueImpossible:
        form.add_error("on", _("This day has not come yet. Give the day on which the figure stood so."))
        return False
    messages.success(request, _("The figure stands on its page now, signed by your post."))
    return True


def _signature(actor: Account, indicator: Indicator) -> tuple[str, str]:
    """The unit and the post that sign: the post in the unit that keeps the figure, else the account's first."""
    posts = list(posts_of(actor))
    posts.sort(key=lambda post: post.unit.code != indicator.kept_by)
    return (posts[0].unit.code, posts[0].code) if posts else (indicator.kept_by, "")
