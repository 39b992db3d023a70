"""Chooses the language of a request: the query, the cookie, then the pack."""

from django.middleware.locale import LocaleMiddleware as LanguageMiddleware

__all__ = ["LanguageMiddleware"]
