"""Where anyone who holds a paper checks it: by its code, or by the file itself."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from meydan.base.locale.public import to_latin_digits
from meydan.base.papers.models import Paper
from meydan.base.papers.queries import PaperUnknown, by_code, by_digest, successor
from meydan.base.papers.signing import signature_words
from meydan.base.papers.uploads import HashingUploadHandler
from meydan.base.people.public import public_page


# Nothing is changed or kept by asking, so no token is needed; it would be read before the upload's handler is set.
@csrf_exempt
@public_page
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a code or a file."""
    if request.method == "POST":
        digest = _digest(request)
        try:
            paper = by_digest(digest)
        except PaperUnknown:
            told = {"typed": "", "unknown": "file", "digest": digest}
            return render(request, "papers/verify.html", told, status=404)
        return _page(request, paper, digest=digest)
    typed = request.GET.get("code", "").strip()
    if not typed:
        return render(request, "papers/verify.html", {})
    try:
        return redirect("papers:verified", code=by_code(to_latin_digits(typed)).code)
    except PaperUnknown:
        return render(request, "papers/verify.html", {"typed": typed[:40], "unknown": "code"}, status=404)


@csrf_exempt
@public_page
@require_http_methods(["GET", "POST"])
def verified(request: HttpRequest, code: str) -> HttpResponse:
    """Say whether the paper of a code is genuine and in force, and whether a file is that paper."""
    try:
        paper = by_code(to_latin_digits(code))
    except PaperUnknown:
        return render(request, "papers/verify.html", {"typed": code[:40], "unknown": "code"}, status=404)
    return _page(request, paper, digest=_digest(request) if request.method == "POST" else "")


def _digest(request: HttpRequest) -> str:
    request.upload_handlers = [HashingUploadHandler(request)]
    file = request.FILES.get("file")
    return str(file.name) if file else ""


def _page(request: HttpRequest, paper: Paper, *, digest: str) -> HttpResponse:
    told = {
        "paper": paper,
        "digest": digest,
        "is_same": digest == paper.sha256,
        "replaced_by": successor(paper),
        "signature": signature_words(paper),
    }
    return render(request, "papers/verified.html", told)
