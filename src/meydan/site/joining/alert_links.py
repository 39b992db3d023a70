"""What came of an alert, for the pages that speak of it."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from meydan.base.links.public import links_from
from meydan.domains.environment.public import has_page_afterwards
from meydan.domains.warnings.public import faces_of
from meydan.kernel.observations.public import Alert, AlertLink
from meydan.site.joining.drafts import WARNED


def warnings_of(alert: Alert) -> list[AlertLink]:
    """The warnings that were drafted because of it, and where each stands."""
    refs = [found.to_ref for found in links_from(f"observations.alert:{alert.pk}", WARNED)]
    faces = faces_of(refs, timezone.now()) if refs else []
    return [
        AlertLink(
            _("Warning to the public"),
            f"{face.title} ({face.state_word})",
            reverse("warnings:review", args=[face.warning.identifier]),
        )
        for face in faces
    ]


def published_warnings_of(alert: Alert) -> list[AlertLink]:
    """The warnings of it that went out, as everybody reads them."""
    refs = [found.to_ref for found in links_from(f"observations.alert:{alert.pk}", WARNED)]
    faces = faces_of(refs, timezone.now()) if refs else []
    return [
        AlertLink(
            _("Warning to the public"),
            face.title,
            reverse("warnings:warning", args=[face.warning.identifier]),
        )
        for face in faces
        if not face.warning.is_in_work
    ]


def afterwards(alert: Alert) -> list[AlertLink]:
    """What was forecast, measured and done, once the value is back inside the limit."""
    if not has_page_afterwards(alert):
        return []
    href = reverse("environment:after", args=[alert.pk])
    return [AlertLink(_("Afterwards"), _("What was forecast, measured and done"), href)]
