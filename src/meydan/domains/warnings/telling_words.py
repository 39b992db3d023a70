"""What a text message says, and what is said when a warning is over."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from meydan.domains.warnings.content import Words
from meydan.domains.warnings.models import PublicWarning, WarningText
from meydan.domains.warnings.models.warning import LONGEST_HEADLINE


def sms_text(warning: PublicWarning, words: WarningText) -> str:
    """The short words, marked when nothing is real, and where to read more."""
    said = words.sms.strip() or words.headline.strip()
    address = f"{settings.MEYDAN_HOME.address}{reverse('warnings:warning', args=[warning.identifier])}"
    return "\n".join([f"{marked(warning, words.language)}{said}", address])


def marked(warning: PublicWarning, language: str) -> str:
    """What stands before the words of a warning that is an exercise or a test; empty for a real one."""
    if warning.cap_status == PublicWarning.CapStatus.ACTUAL:
        return ""
    with translation.override(language):
        exercise = warning.cap_status == PublicWarning.CapStatus.EXERCISE
        return (gettext("EXERCISE") if exercise else gettext("TEST")) + ": "


def all_clear(warning: PublicWarning) -> dict[str, Words]:
    """Words with which a warning is called over; the officer may change them."""
    said: dict[str, Words] = {}
    for one in warning.texts.all():
        with translation.override(one.language):
            given = {"headline": one.headline, "event": one.event}
            headline = (gettext("Over: %(headline)s") % given)[:LONGEST_HEADLINE]
            said[one.language] = Words(
                event=one.event,
                headline=headline,
                description=gettext("The danger we warned of has passed. This warning no longer holds."),
                instruction=gettext("There is nothing more to do. Thank you for your care."),
                sms=headline,
            )
    return said
