"""Photos and papers, handed out so that nothing in them can run."""

from __future__ import annotations

from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest
from django.utils import timezone
from django.views.decorators.http import require_GET

from meydan.base.files.public import inert_file
from meydan.base.people.public import public_page
from meydan.kernel.cases.models import Document
from meydan.kernel.cases.operations.photos import media_path
from meydan.kernel.cases.policies import case_policy
from meydan.kernel.cases.views.visitor import is_mine


@public_page
@require_GET
def document(request: HttpRequest, document_id: int) -> FileResponse:
    """Hand a file to staff, or to whoever reported; to everyone else it is not there."""
    standing = Q(case__isnull=False) | Q(task__isnull=False)
    found = Document.objects.select_related("case").filter(standing, pk=document_id).first()
    if found is None or not _may_see(request, found):
        raise Http404(str(document_id))
    response = inert_file(media_path(found.sha256), name=found.name, content_type=found.content_type)
    response["Cache-Control"] = "private, max-age=3600"
    return response


def _may_see(request: HttpRequest, found: Document) -> bool:
    if case_policy.may(request.user, "see"):
        return True
    is_shown = found.is_public or found.kind == Document.Kind.PHOTO or found.added_by_id is None
    return found.case is not None and is_shown and is_mine(request, found.case, timezone.now())
