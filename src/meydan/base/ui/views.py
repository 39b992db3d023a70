"""Pages that belong to no noun."""

from django.http import HttpRequest, HttpResponse


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form waited too long."""
    return HttpResponse(status=403)
