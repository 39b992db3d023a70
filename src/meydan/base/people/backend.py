"""Who a session belongs to."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings


class MunicipalBackend(AuthenticationBackend):  # type: ignore[misc]
    """Allauth's sign-in; a sample account is nobody once a home stops being a demo."""

    def get_user(self, user_id: Any) -> Any:
        """The account of a session, or nobody."""
        account = super().get_user(user_id)
        if account is not None and account.is_sample and not settings.MEYDAN_DEMO:
            return None
        return account
