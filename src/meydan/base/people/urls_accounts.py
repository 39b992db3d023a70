"""Sign-in pages; registration is by invitation, so the sign-up page is not among them."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
