"""Whether everybody is told, in their own letters, and briefly enough for a text message."""

from __future__ import annotations

import re
from collections.abc import Iterator

from meydan.domains.warnings.engine.checks.fault import Fault, Setting
from meydan.domains.warnings.engine.message import Alert, Info

LONGEST_HEADLINE = 160  # CAP 1.2, headline: what some devices can show
TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
ARABIC_LETTER = re.compile(r"[\u0621-\u064a\u067e-\u06d3]")
LATIN_LETTER = re.compile(r"[A-Za-zÇĞİÖŞÜçğıöşü]")
IN_ARABIC_LETTERS = ("fa", "ar", "ku", "az-ir")


def word_faults(alert: Alert, setting: Setting) -> Iterator[Fault]:
    """Every fault of language and length."""
    told = [_base(info.language) for info in alert.infos]
    if alert.infos:
        for language in setting.languages:
            if language not in told:
                yield Fault("language_missing", {"language": language})
    for language in sorted({one for one in told if told.count(one) > 1}):
        yield Fault("language_twice", {"language": language})
    for info in alert.infos:
        yield from _info_faults(info)
    for language, parts in setting.sms_parts.items():
        if parts > setting.most_sms_parts:
            given: dict[str, str | int] = {
                "language": language,
                "parts": parts,
                "most": setting.most_sms_parts,
            }
            yield Fault("sms_long", given)


def _info_faults(info: Info) -> Iterator[Fault]:
    language = info.language or "en"  # CAP: without a language it is en-US
    if not TAG.fullmatch(language):
        yield Fault("language_unknown", {"language": language})
    texts = {"event": info.event, "headline": info.headline, "description": info.description,
             "instruction": info.instruction}  # fmt: skip
    for element, words in texts.items():
        if not words.strip():
            yield Fault("text_missing", {"language": language, "element": element})
        elif _in_other_letters(words, language):
            yield Fault("text_in_other_letters", {"language": language, "element": element})
    if len(info.headline) > LONGEST_HEADLINE:
        yield Fault(
            "headline_long", {"language": language, "letters": len(info.headline), "most": LONGEST_HEADLINE}
        )
    if info.web and not info.web.startswith(("https://", "http://")):
        yield Fault("web_unfit", {"language": language})


def _in_other_letters(words: str, language: str) -> bool:
    """Whether a text has letters, and none of its language's alphabet."""
    arabic, latin = bool(ARABIC_LETTER.search(words)), bool(LATIN_LETTER.search(words))
    if language.lower().startswith(IN_ARABIC_LETTERS):
        return latin and not arabic
    return _base(language) in ("tr", "en") and arabic and not latin


def _base(language: str) -> str:
    return (language or "en").partition("-")[0].lower()
