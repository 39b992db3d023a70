"""One address that says whether this home can answer."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from meydan.base.people.public import public_page


@public_page
def healthz(request: HttpRequest) -> JsonResponse:
    """Say ok when the database answers, else 503 with the reason's kind."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as fault:
        return JsonResponse({"status": "unwell", "database": type(fault).__name__}, status=503)
    home = settings.MEYDAN_HOME
    return JsonResponse({"status": "ok", "home": home.key, "role": home.role, "pack": home.pack})
