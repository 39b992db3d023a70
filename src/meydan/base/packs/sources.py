"""Sources that are no citation but a sentence: read in the reader's language."""

from __future__ import annotations

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# A citation is never translated. These sentences stand in packs in English, for whoever checks a pack.
SENTENCES: dict[str, Promise] = {
    "starting value; the municipality sets its own": _("starting value; the municipality sets its own"),
    "starting value; the city tunes it": _("starting value; the city tunes it"),
    "starting value; the city tunes it to its own gauge": _(
        "starting value; the city tunes it to its own gauge"
    ),
    "starting value; the city tunes it to its own network": _(
        "starting value; the city tunes it to its own network"
    ),
    "starting value; the city tunes it to its own rules": _(
        "starting value; the city tunes it to its own rules"
    ),
    "starting value; the city tunes it to its own stations": _(
        "starting value; the city tunes it to its own stations"
    ),
    "own knowledge": _("own knowledge"),
    "own knowledge; waits for a lawyer": _("own knowledge; waits for a lawyer"),
    "own wording; to be accepted by the city's disaster unit": _(
        "own wording; to be accepted by the city's disaster unit"
    ),
    "typed by the unit every season": _("typed by the unit every season"),
    "typed by the unit every quarter": _("typed by the unit every quarter"),
    "Meydan, against a published copy": _("Meydan, against a published copy"),
    "Meydan, against a published copy that names the report; the report itself was not read": _(
        "Meydan, against a published copy that names the report; the report itself was not read"
    ),
    "Meydan, against two independent copies of the published table": _(
        "Meydan, against two independent copies of the published table"
    ),
    "Meydan, against published copies of the table": _("Meydan, against published copies of the table"),
}
# "Meydan, against a published copy (isu.gov.tr)": the sentence, and where the copy is.
WITH_PLACE = re.compile(r"^(.*\S) (\([^()]+\))$")


def source_words(source: str) -> str:
    """A source as the reader reads it: a known sentence in the reader's language, a citation as it is."""
    if source in SENTENCES:
        return str(SENTENCES[source])
    parts = WITH_PLACE.match(source)
    if parts and parts[1] in SENTENCES:
        return f"{SENTENCES[parts[1]]} \u2066{parts[2]}\u2069"
    return source
