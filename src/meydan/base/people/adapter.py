"""What allauth does our way: the lock-out, our own words, and letters through ``base.notify``."""

# allauth ships no types, so each of its classes is Any to mypy.
# mypy: disable-error-code="misc"

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meydan.base.locale.public import format_clock
from meydan.base.people.letters import send_reset_letter
from meydan.base.people.lockout import locked_until, note_failure
from meydan.base.people.models import Account

MISMATCH = _("The name and the password do not belong together. Look at both and try again.")
SAID = {
    "account/messages/password_changed.txt": _("Your password is changed."),
    "account/messages/password_set.txt": _("Your password is set."),
    "mfa/messages/totp_activated.txt": _("From now on you sign in with a code as well."),
    "mfa/messages/totp_deactivated.txt": _("You now sign in without a code."),
    "mfa/messages/recovery_codes_generated.txt": _("Here are new spare codes; the old ones no longer work."),
}


class MunicipalAccountAdapter(DefaultAccountAdapter):
    """Sign-in for people whom their municipality invited."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": MISMATCH,
        "email_password_mismatch": MISMATCH,
        "invalid_login": MISMATCH,
        "too_many_login_attempts": _("There were too many attempts. Wait five minutes and try again."),
        "rate_limited": _("There were too many attempts. Wait five minutes and try again."),
        "incorrect_password": _("This is not your password. Try again."),
        "enter_current_password": _("This is not your present password. Try again."),
        "incorrect_code": _("This code does not fit. Wait for the next one and try again."),
        "invalid_password_reset": _("This link no longer works. Ask for a new one."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account alone; the administrator invites."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse a name that rests, before its password is looked at."""
        until = locked_until(_login_of(credentials), timezone.now())
        if until is not None:
            raise ValidationError(
                gettext(
                    "There were too many attempts with this name, so it rests until %(clock)s. "
                    "Nothing was changed. Try again then, or ask your administrator for a new link."
                )
                % {"clock": format_clock(until)},
                code="locked",
            )
        super().pre_authenticate(request, **credentials)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the failure, whether or not there is such an account."""
        note_failure(login=_login_of(credentials), now=timezone.now())

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send the letter with the link; allauth's other letters are not ours to send."""
        if template_prefix.endswith("password_reset_key"):
            send_reset_letter(email=email, account=context["user"], link=context["password_reset_url"])

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say in our words what is worth saying; that one is signed in shows by itself."""
        said = SAID.get(message_template or "")
        if said is not None:
            messages.add_message(request, level, str(said), extra_tags=extra_tags)

    def get_user_display(self, user: Account) -> str:
        """What to call somebody."""
        return user.name


def _login_of(credentials: dict[str, Any]) -> str:
    return str(credentials.get("username") or credentials.get("email") or "")
