"""Catalogues of an app: brought up to date with its strings, and their faults named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import polib

from meydan.base.files.public import write_whole
from meydan.base.locale.extraction import Key, Message

LANGUAGES = ("tr", "fa")
# Both as in Django's own catalogues, with which ours are merged: one form for one, another for more.
PLURAL_FORMS = "nplurals=2; plural=(n > 1);"
_WIDTH = 100
_PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|%[sd]")
_TAG = re.compile(r"</?([a-z][\w-]*)")
_ARABIC = re.compile("[يكة]")
Known = Mapping[tuple[str, Key], polib.POEntry]


def catalogue_path(app: Path, language: str) -> Path:
    """Return where an app keeps its strings in ``language``."""
    return app / "locale" / language / "LC_MESSAGES" / "django.po"


def key_of(entry: polib.POEntry) -> Key:
    """Return what gettext looks an entry up by."""
    return Key(entry.msgid, entry.msgctxt)


def read_catalogue(path: Path) -> polib.POFile:
    """Return a catalogue, empty if there is none yet."""
    return polib.pofile(str(path), encoding="utf-8") if path.exists() else polib.POFile()


def entries_of(path: Path) -> dict[Key, polib.POEntry]:
    """Return a catalogue's living entries."""
    return {key_of(entry): entry for entry in read_catalogue(path) if not entry.obsolete}


def is_translated(entry: polib.POEntry) -> bool:
    """Say whether every form of an entry is there and nobody doubts it."""
    forms = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
    return not entry.fuzzy and bool(forms) and all(forms)


def known_elsewhere(apps: list[Path]) -> dict[tuple[str, Key], polib.POEntry]:
    """Return a translation of every string that some app has translated already, by language."""
    return {
        (language, key): entry
        for app in apps
        for language in LANGUAGES
        for key, entry in entries_of(catalogue_path(app, language)).items()
        if is_translated(entry)
    }


def update_catalogue(path: Path, language: str, strings: Mapping[Key, Message], known: Known) -> int:
    """
    Rewrite a catalogue with exactly ``strings``; return how many await translation.

    Translations are kept, dead ones dropped, and a string that another app has translated is filled in
    alike, for all catalogues are one at run time. Entries are sorted and bear no dates or lines.
    """
    old = entries_of(path)
    catalogue = polib.POFile(wrapwidth=_WIDTH)
    catalogue.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURAL_FORMS,
    }
    for key in sorted(strings, key=lambda k: (k.message.casefold(), k.message, k.context or "")):
        catalogue.append(_entry(strings[key], old.get(key), known.get((language, key))))
    _write(path, str(catalogue))
    return sum(not is_translated(entry) for entry in catalogue)


def _write(path: Path, words: str) -> None:
    # polib opens a catalogue with a bare comment sign.
    words = words.removeprefix("#\n").rstrip("\n") + "\n"
    if path.exists() and path.read_text(encoding="utf-8") == words:
        return
    write_whole(path, words)


def _entry(message: Message, *candidates: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(
        msgid=message.key.message,
        msgctxt=message.key.context,
        msgid_plural=message.plural or "",
        occurrences=[(file, "") for file in sorted(message.files)],
        flags=["python-format"] if _PLACEHOLDER.search(message.key.message + (message.plural or "")) else [],
    )
    if message.plural:
        entry.msgstr_plural = {0: "", 1: ""}
    for old in candidates:
        if old is None or bool(old.msgid_plural) != bool(message.plural):
            continue
        entry.msgstr, entry.tcomment = old.msgstr, old.tcomment
        entry.msgstr_plural = dict(old.msgstr_plural)
        entry.flags += ["fuzzy"] if old.fuzzy else []
        break
    return entry


def faults_of(path: Path, language: str, strings: Mapping[Key, Message]) -> Iterator[str]:
    """Yield what is wrong with a catalogue, each with file and message."""
    entries = entries_of(path)
    for key in strings:
        if key not in entries:
            yield f"{path}: {key.message!r}: is not in the catalogue; run tools/messages.py extract"
    for key, entry in entries.items():
        if key not in strings:
            yield f"{path}: {key.message!r}: is used nowhere; run tools/messages.py extract"
        else:
            yield from (f"{path}: {key.message!r}: {fault}" for fault in _entry_faults(entry, language))


def _entry_faults(entry: polib.POEntry, language: str) -> Iterator[str]:
    if entry.fuzzy:
        yield "is marked fuzzy; read it and take the mark away"
    elif not is_translated(entry):
        yield f"has no translation in {language}"
    else:
        forms = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
        for form in forms:
            yield from _form_faults(entry, form, language)


def _form_faults(entry: polib.POEntry, form: str, language: str) -> Iterator[str]:
    sources = [words for words in (entry.msgid, entry.msgid_plural) if words]
    if all(set(_PLACEHOLDER.findall(form)) != set(_PLACEHOLDER.findall(source)) for source in sources):
        yield f"its placeholders differ from those of {form!r}"
    if all(sorted(_TAG.findall(form)) != sorted(_TAG.findall(source)) for source in sources):
        yield f"its tags differ from those of {form!r}"
    if entry.msgid.startswith("\n") != form.startswith("\n"):
        yield "its first line break differs"
    if language == "fa" and _ARABIC.search(form):
        yield f"{form!r} has an Arabic letter where Persian has ی, ک or ه"


def contradictions(apps: list[Path]) -> Iterator[str]:
    """Yield strings that two apps translate differently: at run time one of them is never seen."""
    seen: dict[tuple[str, Key], tuple[Path, polib.POEntry]] = {}
    for app in apps:
        for language in LANGUAGES:
            path = catalogue_path(app, language)
            for key, entry in entries_of(path).items():
                if not is_translated(entry):
                    continue
                other, first = seen.setdefault((language, key), (path, entry))
                if (first.msgstr, first.msgstr_plural) != (entry.msgstr, entry.msgstr_plural):
                    yield f"{path}: {key.message!r}: is translated differently in {other}; give one a context"
