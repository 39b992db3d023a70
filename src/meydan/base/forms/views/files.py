"""Files of a draft, handed back to whoever is filling it in."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from meydan.base.files.public import inert
from meydan.base.forms.models import DraftFile
from meydan.base.forms.operations.filekeeping import content_of
from meydan.base.forms.sealing import SealUnreadable
from meydan.base.forms.views.visitor import my_draft
from meydan.base.people.public import public_page


@public_page
@require_GET
def file(request: HttpRequest, key: UUID, sha256: str) -> HttpResponse:
    """Hand a file of this draft back, so that nothing in it can run."""
    draft = my_draft(request, key)
    row = DraftFile.objects.filter(draft=draft, sha256=sha256).first()
    if row is None:
        raise Http404(sha256)
    try:
        content = content_of(row, draft.key)
    except (OSError, SealUnreadable) as fault:
        raise Http404(sha256) from fault
    response = HttpResponse(content, content_type=row.content_type)
    disposition = "inline" if row.content_type == "image/jpeg" else "attachment"
    response["Content-Disposition"] = f'{disposition}; filename="{row.sha256[:8]}{row.suffix}"'
    inert(response)
    response["Cache-Control"] = "private, no-store"
    return response
