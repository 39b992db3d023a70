"""The telephone and e-mail of a post, on the unit's desk."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from meydan.base.locale.public import LANGUAGES, PhoneField
from meydan.base.packs.public import current
from meydan.base.people.public import Post, account_of, staff_page
from meydan.kernel.strategy.models import PostAddress
from meydan.kernel.strategy.operations.addresses import set_address
from meydan.kernel.strategy.policies import unit_policy
from meydan.kernel.strategy.queries.routine import address_of

OWN_NAMES = {"tr": "Türkçe", "fa": "فارسی", "en": "English"}


class AddressForm(forms.Form):
    """A telephone, an e-mail address and a language, each optional."""

    email = forms.EmailField(label=gettext_lazy("E-mail of the office"), required=False)
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the question"), choices=[(one, OWN_NAMES[one]) for one in LANGUAGES]
    )
    field_order = ("phone", "email", "language")

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)  # type: ignore[arg-type]
        self.fields["phone"] = PhoneField(
            label=gettext_lazy("Telephone of the office, for text messages"), region=current().country,
            required=False,
        )  # fmt: skip
        self.order_fields(self.field_order)


@staff_page(policy=unit_policy, verb="see")
@require_http_methods(["GET", "POST"])
def address(request: HttpRequest, code: str) -> HttpResponse:
    """Say where a post is asked; without an address its holder's account is."""
    unit_policy.require_run(request.user)
    post = get_object_or_404(Post.objects.select_related("unit"), code=code)
    phone, email, language = address_of(PostAddress.objects.filter(post=post).first())
    form = AddressForm(
        request.POST or None,
        initial={"phone": phone, "email": email, "language": language or current().default_language},
    )
    if request.method == "POST" and form.is_valid():
        set_address(post=post, **form.cleaned_data, actor=account_of(request), now=timezone.now())
        messages.success(request, _("From the next question on the post is asked there."))
        return redirect("strategy:routine")
    told = {"form": form, "post": post}
    return render(request, "strategy/routine_address.html", told, status=422 if form.errors else 200)
