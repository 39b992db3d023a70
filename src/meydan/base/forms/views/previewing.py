"""A form as people will see it, in three languages side by side."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET

from meydan.base.forms.engine.definition import FormDefinition
from meydan.base.forms.engine.flaws import flaws_of
from meydan.base.forms.engine.reading import read_form
from meydan.base.forms.forms import PageForm
from meydan.base.forms.models import FormVersion
from meydan.base.forms.policies import form_policy
from meydan.base.locale.public import LANGUAGES, direction, text
from meydan.base.people.public import staff_page


@staff_page(policy=form_policy, verb="see")
@require_GET
def preview(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show every page of a version, hidden ones too, in Turkish, Persian and English."""
    version = get_object_or_404(FormVersion.objects.select_related("form"), form__code=code, number=number)
    flaws = flaws_of(version.document)
    faces = [] if flaws else [_face(request, read_form(version.document), language) for language in LANGUAGES]
    told = {"version": version, "flaws": flaws, "faces": faces}
    return render(request, "forms/build/preview.html", told)


def _face(request: HttpRequest, form: FormDefinition, language: str) -> dict[str, Any]:
    with translation.override(language):
        now = timezone.now()
        pages = [
            {
                "title": text(page.names),
                "form": PageForm(
                    form.rows_of(page.code) if page.fields[0].kind == "group" else page.fields,
                    known={},
                    answers={},
                    now=now,
                    auto_id=f"{language}_%s",
                    prefix=language,
                ),
                "is_hidden": any(field.show_if is not None for field in page.fields),
            }
            for page in form.pages
        ]
        drawn = render_to_string(
            "forms/build/face.html", {"pages": pages, "title": text(form.names)}, request
        )
    return {"language": language, "direction": direction(language), "drawn": mark_safe(drawn)}  # noqa: S308 (our own template's output)
