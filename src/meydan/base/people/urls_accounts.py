"""Sign-in pages, under allauth's own names; accounts come by invitation, so signing up is not among them."""

from django.urls import path, re_path

from meydan.base.people.views import entrance, identity, sign_in

urlpatterns = [
    path("login/", sign_in.SignIn.as_view(), name="account_login"),
    path("logout/", sign_in.SignOut.as_view(), name="account_logout"),
    path("signup/", sign_in.SignUpClosed.as_view(), name="account_signup"),
    path("inactive/", sign_in.AccountClosed.as_view(), name="account_inactive"),
    path("demo/<slug:role>/", entrance.demo, name="demo_sign_in"),
    path("invitation/<str:token>/", entrance.invitation, name="invitation"),
    path("reauthenticate/", sign_in.PasswordAgain.as_view(), name="account_reauthenticate"),
    path("password/change/", sign_in.ChangePassword.as_view(), name="account_change_password"),
    path("password/reset/", sign_in.AskForLink.as_view(), name="account_reset_password"),
    path("password/reset/done/", sign_in.LinkSent.as_view(), name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        sign_in.PasswordIsSet.as_view(),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        sign_in.PasswordByLink.as_view(),
        name="account_reset_password_from_key",
    ),
    path("citizen/", identity.citizens, name="citizen"),
    path("citizen/leave/", identity.leave, name="citizen_leave"),
    path("outside/<slug:code>/", identity.away, name="identity_away"),
    path("outside/<slug:code>/back/", identity.back, name="identity_back"),
    path("outside/<slug:code>/signed-out/", identity.signed_out, name="identity_signed_out"),
    path("security/", sign_in.Security.as_view(), name="mfa_index"),
    path("security/code/", sign_in.SecondStep.as_view(), name="mfa_authenticate"),
    path("security/code-again/", sign_in.CodeAgain.as_view(), name="mfa_reauthenticate"),
    path("security/turn-on/", sign_in.TurnOn.as_view(), name="mfa_activate_totp"),
    path("security/turn-off/", sign_in.TurnOff.as_view(), name="mfa_deactivate_totp"),
    path("security/recovery/", sign_in.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path("security/recovery/new/", sign_in.NewRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("security/recovery/file/", sign_in.RecoveryCodesFile.as_view(), name="mfa_download_recovery_codes"),
]
