"""Checks that every label in a pack's TOML files stands in every language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from meydan.base.packs.checking.book import Book
from meydan.base.packs.reader import LANGUAGES

LABELS = ("names", "public_names", "about", "hints", "advice", "vision", "explanation")
Steps = tuple[Any, ...]


def check_labels(book: Book) -> None:
    """Every table of names in the pack's own documents."""
    for file, document in book.own().items():
        name = file.relative_to(book.folder).with_suffix("").as_posix()
        whole = book.whole(name)
        for steps, keys, names in labels_in(document):
            inherited = follow(whole, keys)
            missing = [language for language in LANGUAGES if not _text(names, inherited, language)]
            if missing:
                _fault(book, file, steps, missing)


def _fault(book: Book, file: Path, steps: Steps, missing: list[str]) -> None:
    where = ".".join(str(step) for step in steps)
    problem = f"{where} has no text in: {', '.join(missing)}."
    book.fault(file, book.at(file, *steps), problem, "Write it in Turkish, Persian and English.")


def _text(names: dict[str, Any], inherited: Any, language: str) -> str:
    own = names.get(language)
    return str(own or (inherited.get(language, "") if isinstance(inherited, dict) else ""))


def labels_in(
    value: Any, steps: Steps = (), keys: Steps = ()
) -> Iterator[tuple[Steps, Steps, dict[str, Any]]]:
    """Each table of names with its path by position and its path by code."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in LABELS and isinstance(inner, dict):
                yield (*steps, key), (*keys, key), inner
            else:
                yield from labels_in(inner, (*steps, key), (*keys, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            code = item.get("code", item.get("id", number)) if isinstance(item, dict) else number
            yield from _item(item, (*steps, number), (*keys, code))


def _item(item: Any, steps: Steps, keys: Steps) -> Iterator[tuple[Steps, Steps, dict[str, Any]]]:
    # documents = [{ tr = …, fa = …, en = … }]: the item itself is a table of names.
    if isinstance(item, dict) and item and set(item) <= set(LANGUAGES):
        yield steps, keys, item
    else:
        yield from labels_in(item, steps, keys)


def follow(value: Any, keys: Steps) -> Any:
    """What stands at a path by code, or nothing."""
    for key in keys:
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list):
            value = _by_code(value, key)
    return value


def _by_code(items: list[Any], key: Any) -> Any:
    for number, item in enumerate(items):
        code = item.get("code", item.get("id", number)) if isinstance(item, dict) else number
        if code == key:
            return item
    return None
