"""``/desk/import/``: a table of measurements, looked through and brought in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from meydan.base.locale.public import format_number
from meydan.base.people.public import staff_page
from meydan.kernel.observations.importing.mapping import MappingUnreadable
from meydan.kernel.observations.importing.problems import MOST_LISTED, FileUnreadable
from meydan.kernel.observations.importing.upload import ENDINGS, Looked, Sent, UploadUnfit, bring_in, look
from meydan.kernel.observations.operations.imports import ImportRefused, ImportReport
from meydan.kernel.observations.payloads.policies import incoming_policy


class ImportForm(forms.Form):
    """A file, and how its columns are read."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        error_messages={"required": gettext_lazy("Choose a file.")},
        help_text=gettext_lazy("A CSV file or a workbook (.xlsx), up to 10 MB."),
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
    )
    thing = forms.SlugField(
        label=gettext_lazy("Station"),
        required=False,
        max_length=80,
        help_text=gettext_lazy(
            "Its key. Enough when the first column is the time and the others are codes such as pm2_5."
        ),
    )
    mapping = forms.CharField(
        label=gettext_lazy("Mapping (TOML)"),
        required=False,
        max_length=60_000,
        help_text=gettext_lazy(
            "For every other table: which column is the time, and which is which datastream."
        ),
        widget=forms.Textarea(attrs={"dir": "ltr", "spellcheck": "false", "class": "source source-long"}),
    )
    keep_good = forms.BooleanField(
        label=gettext_lazy("Store the good values although others have problems"), required=False
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    kept_name = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The page before may have kept it.
        self.fields["file"].required = not self.data.get("kept")

    def sent(self) -> Sent:
        """The file that was chosen, or the one the page kept."""
        said = self.cleaned_data
        if said.get("file"):
            return Sent(said["file"].name, said["file"].read())
        return Sent.from_kept(said["kept_name"], said["kept"])


@staff_page(policy=incoming_policy, verb="import")
@require_http_methods(["GET", "POST"])
def import_file(request: HttpRequest) -> HttpResponse:
    """Look a file through first; bring it in when nothing is wrong, or the good values when they are asked for."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "GET" or not form.is_valid():
        return _shown(request, form, None, None)
    said = form.cleaned_data
    try:
        sent = form.sent()
        if request.POST.get("action") == "store":
            return _store(request, form, sent)
        found = look(sent, thing=said["thing"], mapping=said["mapping"], now=timezone.now())
    except (UploadUnfit, FileUnreadable, MappingUnreadable) as fault:
        return _faulty(request, form, fault)
    return _shown(request, form, found, sent)


def _store(request: HttpRequest, form: ImportForm, sent: Sent) -> HttpResponse:
    said = form.cleaned_data
    try:
        done = bring_in(
            sent,
            thing=said["thing"],
            mapping=said["mapping"],
            keep_good=said["keep_good"],
            now=timezone.now(),
        )
    except ImportRefused as refusal:
        messages.error(
            request, _("Nothing was stored: there are problems. Mend them, or ask for the good values.")
        )
        return _shown(request, form, Looked(report=refusal.report, problems=refusal.report.problems), sent)
    _tell(request, done)
    return redirect("observations:import")


def _tell(request: HttpRequest, done: ImportReport) -> None:
    words = _(
        "%(file)s: stored %(stored)s values, known before %(known)s, corrected %(corrected)s, left out %(left)s."
    )
    messages.success(request, words % {
        "file": done.file, "stored": format_number(done.stored), "known": format_number(done.repeated),
        "corrected": format_number(done.corrected), "left": format_number(len(done.problems)),
    })  # fmt: skip


def _faulty(request: HttpRequest, form: ImportForm, fault: Exception) -> HttpResponse:
    if isinstance(fault, MappingUnreadable):
        words, _gap, draft = str(fault).partition("\n\n")
        form.add_error("mapping", words or _("Write a mapping, or name the station."))
        return _shown(request, form, Looked(draft=draft) if draft else None, None)
    if isinstance(fault, UploadUnfit):
        large, other = (
            _("The file is larger than 10 MB. Send it in parts."),
            _("Send a CSV file or an .xlsx workbook."),
        )
        form.add_error("file", large if fault.too_large else other)
    else:
        form.add_error("file", str(fault))
    return _shown(request, form, None, None)


def _shown(request: HttpRequest, form: ImportForm, found: Looked | None, sent: Sent | None) -> HttpResponse:
    if found is not None and found.draft and not request.POST.get("mapping"):
        form.data = request.POST.copy()
        form.data["mapping"] = found.draft
    told = {
        "form": form,
        "found": found,
        "problems": found.problems[:MOST_LISTED] if found else [],
        "problem_count": len(found.problems) if found else 0,
        "kept": sent.kept() if sent else "",
        "sent": sent,
    }
    return render(request, "observations/import.html", told, status=422 if form.errors else 200)
