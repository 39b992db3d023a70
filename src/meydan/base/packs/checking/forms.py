"""Checks forms: each can be filled in, its logic can be read, and what it leans on is there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from meydan.base.forms.engine.flaws import flaws_of
from meydan.base.packs.checking.book import Book
from meydan.base.packs.checking.flows import line_of

# Texts that are missing in a language are named by the check of labels, for every file alike.
LABELLED = ("names", "about")


def check_forms(book: Book) -> None:
    """Every form the pack itself has a file for, as inherited, and the forms its services name."""
    inherited = book.pack.documents("forms")
    for file, own in book.documents("forms").items():
        form = inherited.get(file.stem, own)
        if not form.get("withdrawn"):
            _check_form(book, file, own, form)
    for file, own in book.documents("services").items():
        if own.get("form"):
            book.refer(file, book.at(file, "form"), "form", str(own["form"]), inherited)


def _check_form(book: Book, file: Path, own: dict[str, Any], form: dict[str, Any]) -> None:
    if form.get("code") != file.stem:
        remedy = f'Write code = "{file.stem}".'
        book.fault(file, book.at(file, "code"), "The code is not the file's name.", remedy)
    if not form.get("source"):
        book.fault(file, 1, "The form has no source.", "Say in source who asks for these answers, and why.")
    for flaw in flaws_of(form):
        if flaw.where[-1] not in LABELLED:
            book.fault(file, _line(book, file, own, form, flaw.where), flaw.problem, flaw.remedy)
    ids = {str(one.get("code")) for one in book.whole("ids").get("id", [])}
    for field in form.get("field", []):
        code = str(field.get("code"))
        if field.get("law"):
            line = line_of(book, file, own, "field", code, "law")
            book.refer(file, line, "law", str(field["law"]), book.laws)
        if field.get("id_kind"):
            line = line_of(book, file, own, "field", code, "id_kind")
            book.refer(file, line, "id", str(field["id_kind"]), ids)


def _line(book: Book, file: Path, own: dict[str, Any], form: dict[str, Any], where: tuple[Any, ...]) -> int:
    """The line in the pack's own file of a part of the merged form; parts of both are found by their code."""
    if len(where) < 2 or not isinstance(where[1], int):
        return book.at(file, *where)
    part = form[where[0]][where[1]]
    return line_of(book, file, own, str(where[0]), str(part.get("code", "")), str(where[-1]))
