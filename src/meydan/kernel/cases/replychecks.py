"""What ``meydan check-pack`` asks of ready texts: words in every language, and placeholders that can be filled."""

from __future__ import annotations

import re
from pathlib import Path

from meydan.base.packs.public import Book
from meydan.kernel.cases.queries.replies import FACTS

BRACED = re.compile(r"\{([^{}]*)\}")
REMEDY = f"A ready text may say: {', '.join('{' + name + '}' for name in FACTS)}."


def check_replies(book: Book) -> None:
    """Each ready text of the pack can be sent in every language of the pack as it stands."""
    for file, document in book.documents("replies").items():
        texts = document.get("texts", {})
        for language in book.pack.locales:
            if not str(texts.get(language, "")).strip():
                problem = f"The ready text {file.stem!r} has no words in {language!r}."
                book.fault(file, book.at(file, "texts"), problem, f"Add {language} = under [texts].")
        for language, words in texts.items():
            _check_words(book, file, language, str(words))


def _check_words(book: Book, file: Path, language: str, words: str) -> None:
    line = book.at(file, "texts", language)
    for name in sorted(set(BRACED.findall(words)) - set(FACTS)):
        book.fault(file, line, f"Nothing of a case fills {'{' + name + '}'} in {language!r}.", REMEDY)
    if set(BRACED.sub("", words)) & {"{", "}"}:
        book.fault(file, line, f"A brace is open in {language!r}.", REMEDY)


def check_reopen_reasons(book: Book) -> None:
    """Reasons to open a case again have names in every language, and lists name only reasons there are."""
    reasons = {str(row.get("code")): row for row in book.whole("reopen_reasons").get("reason", [])}
    found = book.document("reopen_reasons")
    for number, row in enumerate(found[1].get("reason", []) if found else []):
        names = reasons.get(str(row.get("code")), row).get("names", {})
        lacks = [language for language in book.pack.locales if not names.get(language)]
        if found and lacks and not row.get("withdrawn"):
            line = book.at(found[0], "reason", number)
            problem = f"The reason {row.get('code')!r} has no name in: {', '.join(lacks)}."
            book.fault(found[0], line, problem, "Add it to names.")
    for folder in ("services", "workflows"):
        for file, document in book.documents(folder).items():
            for code in document.get("reopen_reasons", []):
                book.refer(file, book.at(file, "reopen_reasons"), "reason to reopen", str(code), reasons)
