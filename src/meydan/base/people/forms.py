"""Forms of this room, in our words."""

# allauth ships no types, so each of its classes is Any to mypy.
# mypy: disable-error-code="misc"

from __future__ import annotations

from typing import Any, cast

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meydan.base.locale.public import DayField, text, to_latin_digits
from meydan.base.people.lockout import forget_failures, locked_until, note_failure
from meydan.base.people.models import Account, OrgUnit, Post

PASSWORD_HINT = _("At least ten characters. Three words in a row are easy to keep and hard to guess.")
CODE_WRONG = _("This code does not fit. Wait for the next one and try again.")


def _say(form: forms.BaseForm, **labels: Any) -> None:
    """Give fields our labels; a placeholder that repeats the label is taken away."""
    for name, label in labels.items():
        form.fields[name].label = label
        form.fields[name].widget.attrs.pop("placeholder", None)
        form.fields[name].help_text = ""


class SignInForm(LoginForm):
    """Name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, login=_("User name or e-mail"), password=_("Your password"))
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "dir": "ltr"}
        if "remember" in self.fields:
            _say(self, remember=_("Keep me signed in on this device"))


class PasswordAgainForm(ReauthenticateForm):
    """The password once more, before something delicate."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, password=_("Your password"))


class NewPasswordForm(ChangePasswordForm):
    """The present password and a new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(
            self,
            oldpassword=_("Your present password"),
            password1=_("The new password"),
            password2=_("The new password, once more"),
        )
        self.fields["password1"].help_text = PASSWORD_HINT


class AskForLinkForm(ResetPasswordForm):
    """The e-mail to which the link goes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, email=_("Your e-mail"))
        self.fields["email"].widget.attrs["dir"] = "ltr"


class PasswordByLinkForm(ResetPasswordKeyForm):
    """A new password, by the link from the letter."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, password1=_("The new password"), password2=_("The new password, once more"))
        self.fields["password1"].help_text = PASSWORD_HINT


class _CodeWords:
    """A code may be typed in any digits; wrong ones count as failed sign-ins of the account."""

    user: Account

    def _dress(self) -> None:
        _say(self, code=_("Code"))  # type: ignore[arg-type]
        attrs = {"inputmode": "numeric", "autocomplete": "one-time-code", "dir": "ltr"}
        self.fields["code"].widget.attrs |= attrs  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        if locked_until(self.user.username, timezone.now()) is not None:
            raise ValidationError(_("There were too many attempts. Wait a quarter of an hour and try again."))
        data: dict[str, Any] = self.cleaned_data  # type: ignore[attr-defined]
        data["code"] = to_latin_digits(data["code"]).replace(" ", "")
        try:
            code = str(super().clean_code())
        except ValidationError as refused:
            note_failure(login=self.user.username, now=timezone.now())
            raise ValidationError(CODE_WRONG, code="incorrect_code") from refused
        forget_failures(account=self.user)
        return code


class CodeForm(_CodeWords, AuthenticateForm):
    """The code of the second step."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._dress()


class CodeAgainForm(_CodeWords, CodeReauthenticateForm):
    """The code once more, before something delicate."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._dress()


class FirstCodeForm(_CodeWords, ActivateTOTPForm):
    """The first code, which shows that the telephone keeps the secret."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._dress()


class FirstPasswordForm(forms.Form):
    """The password somebody invited chooses."""

    password1 = forms.CharField(
        label=_("Your password"),
        help_text=PASSWORD_HINT,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=_("Your password, once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_password1(self) -> str:
        """Ask Django's validators, with this account in view."""
        password = str(self.cleaned_data["password1"])
        password_validation.validate_password(password, self.account)
        return password

    def clean(self) -> dict[str, Any]:
        """See that both are the same."""
        data = super().clean() or {}
        if "password1" in data and data["password1"] != data.get("password2"):
            self.add_error("password2", _("The two passwords differ. Type the same one twice."))
        return data


class PostChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A post by its name in the reader's language."""

    def label_from_instance(self, obj: Post) -> str:
        """The post's name and its code."""
        return f"{text(obj.names)} ({obj.code})"


class AccountChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An account by its person's name."""

    def label_from_instance(self, obj: Account) -> str:
        """The name and the user name."""
        return f"{obj.name} ({obj.username})"


class AppointForm(forms.Form):
    """Who takes which post of a unit, from which day."""

    post = PostChoice(label=_("Post"), queryset=Post.objects.none(), empty_label=_("Choose"))
    account = AccountChoice(label=_("Person"), queryset=Account.objects.none(), empty_label=_("Choose"))
    from_on = DayField(label=_("First day"))

    def __init__(self, *args: Any, unit: OrgUnit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(PostChoice, self.fields["post"]).queryset = unit.posts.order_by("code")
        cast(AccountChoice, self.fields["account"]).queryset = Account.objects.filter(
            is_active=True
        ).order_by("username")


class InviteForm(forms.Form):
    """A new colleague and the post that waits."""

    username = forms.CharField(
        label=_("User name"),
        max_length=60,
        validators=[
            RegexValidator(r"^[a-z0-9._-]+$", _("Use small Latin letters, digits, dots and dashes."))
        ],
        help_text=_("Small Latin letters, for example g.isik"),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    display_name = forms.CharField(label=_("Name as colleagues read it"), max_length=120)
    email = forms.EmailField(label=_("E-mail"), required=False, widget=forms.EmailInput(attrs={"dir": "ltr"}))
    post = PostChoice(label=_("Post"), queryset=Post.objects.none(), empty_label=_("Choose"))

    def __init__(self, *args: Any, unit: OrgUnit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(PostChoice, self.fields["post"]).queryset = unit.posts.order_by("code")

    def clean_username(self) -> str:
        """Refuse a name somebody already has."""
        username = str(self.cleaned_data["username"])
        if Account.objects.filter(username__iexact=username).exists():
            raise ValidationError(_("Somebody already has this user name. Choose another."))
        return username

    def clean_email(self) -> str:
        """Refuse an e-mail that belongs to another account."""
        email = str(self.cleaned_data["email"])
        if email and Account.objects.filter(email__iexact=email).exists():
            raise ValidationError(_("Another account already has this e-mail."))
        return email
