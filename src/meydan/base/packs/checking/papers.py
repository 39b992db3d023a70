"""Checks kinds of papers: their layout, fields and law are there, and templates call nothing they may not."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from meydan.base.packs.checking.book import Book
from meydan.base.packs.checking.flows import line_of
from meydan.base.papers.engine.kinds import FIELD_KINDS, forbidden_words

REQUIRED = ("code", "names", "layout", "source")
# What every paper may speak of beside its own fields.
SPOKEN = ("city", "code")
MEANT_FOR = ("kind", "workflow", "service", "state")
PLACEHOLDER = re.compile(r"\{([^}]*)\}")


def check_papers(book: Book) -> None:
    """Every kind of paper the pack itself has a file for, as inherited, and its templates."""
    whole = book.papers
    layouts = {file.stem for folder in book.pack.folders() for file in (folder / "papers").glob("*.typ")}
    for file, own in book.documents("papers").items():
        paper = whole.get(file.stem, own)
        if not paper.get("withdrawn"):
            _check_paper(book, file, own, paper, layouts)
    for file in sorted((book.folder / "papers").glob("*.typ")):
        _check_template(book, file)


def _check_paper(
    book: Book, file: Path, own: dict[str, Any], paper: dict[str, Any], layouts: set[str]
) -> None:
    for key in REQUIRED:
        if not paper.get(key):
            book.fault(file, 1, f"The paper has no {key}.", f"Add {key}.")
    if paper.get("code") != file.stem:
        remedy = f'Write code = "{file.stem}".'
        book.fault(file, book.at(file, "code"), "The code is not the file's name.", remedy)
    if paper.get("layout"):
        book.refer(file, book.at(file, "layout"), "layout", str(paper["layout"]), layouts)
    if paper.get("law"):
        book.refer(file, book.at(file, "law"), "law", str(paper["law"]), book.laws)
    for key in paper.get("for", {}):
        if key not in MEANT_FOR:
            book.fault(
                file, book.at(file, "for", key), f"for.{key} is not known.", f"Use: {', '.join(MEANT_FOR)}."
            )
    for code in paper.get("for", {}).get("workflow", []):
        book.refer(file, book.at(file, "for", "workflow"), "workflow", str(code), book.workflows)
    for code in paper.get("for", {}).get("service", []):
        book.refer(file, book.at(file, "for", "service"), "service", str(code), book.services)
    _check_fields(book, file, own, paper)
    _check_words(book, file, paper)


def _check_fields(book: Book, file: Path, own: dict[str, Any], paper: dict[str, Any]) -> None:
    for field in paper.get("field", []):
        code = str(field.get("id"))
        line = line_of(book, file, own, "field", code, "kind", by="id")
        if not re.fullmatch(r"[a-z][a-z_]*", code) or code in (*SPOKEN, "language"):
            book.fault(file, line, f"The field id {code!r} cannot be used.", "Use small letters and _ only.")
        if field.get("kind", "text") not in FIELD_KINDS:
            problem = f"The field {code!r} has the unknown kind {field['kind']!r}."
            book.fault(file, line, problem, f"Use one of: {', '.join(FIELD_KINDS)}.")
        if not field.get("names"):
            book.fault(file, line, f"The field {code!r} has no names.", "Add names in every language.")


def _check_words(book: Book, file: Path, paper: dict[str, Any]) -> None:
    known = {*SPOKEN, *(str(field.get("id")) for field in paper.get("field", []))}
    for key in ("opening", "closing"):
        for words in paper.get(key, {}).values():
            for name in PLACEHOLDER.findall(str(words)):
                if name not in known:
                    problem = f"{key} asks for {{{name}}}, which the paper does not have."
                    book.fault(file, book.at(file, key), problem, f"Use: {', '.join(sorted(known))}.")


def _check_template(book: Book, file: Path) -> None:
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        for word in forbidden_words(line):
            problem = f"A template may not use {word!r}."
            book.fault(file, number, problem, "Take it out: templates read nothing and load nothing.")
