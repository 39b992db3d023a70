"""Signing in and out, the password, the second step: allauth's views in our dress."""

# allauth ships no types, so each of its classes is Any to mypy.
# mypy: disable-error-code="misc"

from __future__ import annotations

from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.generic import TemplateView

from meydan.base.people import forms
from meydan.base.people.demo import SAMPLE_NAMES
from meydan.base.people.identity.providers import STAFF, ready
from meydan.base.people.marks import public_page, signed_in_page


class _Patience:
    """When too many requests come from one address, allauth answers 429; we say it in words."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Pass on, and dress a 429."""
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        if response.status_code == 429:
            return render(request, "people/too_many.html", status=429)
        return response


@public_page
class SignIn(_Patience, account.LoginView):
    """Sign in; on a demo home also with one click."""

    form_class = forms.SignInForm
    template_name = "people/sign_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the roles of a demo home."""
        roles = SAMPLE_NAMES if settings.MEYDAN_DEMO else {}
        return {**super().get_context_data(**kwargs), "demo_roles": roles, "outside": ready(STAFF)}


@public_page
class SignOut(account.LogoutView):
    """Ask, then sign out."""

    template_name = "people/sign_out.html"


@public_page
class SignUpClosed(TemplateView):
    """Say that accounts come by invitation."""

    template_name = "people/by_invitation.html"


@public_page
class AccountClosed(account.AccountInactiveView):
    """Say that this account was closed."""

    template_name = "people/account_closed.html"


@signed_in_page
class ChangePassword(_Patience, account.PasswordChangeView):
    """Set a new password with the present one."""

    form_class = forms.NewPasswordForm
    template_name = "people/password_change.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Who came in without a password has none to change, and gets one by a link."""
        if request.user.is_authenticated and not request.user.has_usable_password():
            return redirect("account_reset_password")
        return super().dispatch(request, *args, **kwargs)


@public_page
class AskForLink(_Patience, account.PasswordResetView):
    """Ask for a link to set a new password."""

    form_class = forms.AskForLinkForm
    template_name = "people/password_ask.html"


@public_page
class LinkSent(account.PasswordResetDoneView):
    """Say the same whether or not the e-mail is known."""

    template_name = "people/password_sent.html"


@public_page
class PasswordByLink(_Patience, account.PasswordResetFromKeyView):
    """Set a new password with the link of the letter."""

    form_class = forms.PasswordByLinkForm
    template_name = "people/password_by_link.html"


@public_page
class PasswordIsSet(account.PasswordResetFromKeyDoneView):
    """Say that it is done."""

    template_name = "people/password_is_set.html"


@signed_in_page
class PasswordAgain(_Patience, account.ReauthenticateView):
    """The password once more, before something delicate."""

    form_class = forms.PasswordAgainForm
    template_name = "people/confirm.html"


@signed_in_page
class CodeAgain(_Patience, mfa.ReauthenticateView):
    """The code once more, before something delicate."""

    form_class = forms.CodeAgainForm
    template_name = "people/confirm.html"


@public_page
class SecondStep(_Patience, mfa.AuthenticateView):
    """Ask for the code after the password."""

    form_class = forms.CodeForm
    template_name = "people/second_step.html"


@signed_in_page
class Security(mfa.IndexView):
    """How one signs in: password, second step, recovery codes."""

    template_name = "people/security.html"


@signed_in_page
class TurnOn(_Patience, totp.ActivateTOTPView):
    """Set the second step up."""

    form_class = forms.FirstCodeForm
    template_name = "people/second_step_on.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Draw the square on white, so that it can be scanned in the dark theme too."""
        context = super().get_context_data(**kwargs)
        import segno  # drawn for the few who set up a second step: not worth a part of every start

        square = segno.make(context["totp_url"], error="m")
        return {**context, "square": square.svg_data_uri(scale=5, light="white")}


@signed_in_page
class TurnOff(totp.DeactivateTOTPView):
    """Take the second step away."""

    template_name = "people/second_step_off.html"


@signed_in_page
class RecoveryCodes(codes.ViewRecoveryCodesView):
    """Show the recovery codes that are left."""

    template_name = "people/recovery_codes.html"


@signed_in_page
class NewRecoveryCodes(codes.GenerateRecoveryCodesView):
    """Make new recovery codes."""

    template_name = "people/recovery_codes_new.html"


@signed_in_page
class RecoveryCodesFile(codes.DownloadRecoveryCodesView):
    """The recovery codes as a text file."""

    template_name = "people/recovery_codes.txt"
