"""Finds the translatable strings of an app: Python by its syntax tree, templates by Django's lexer."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.template.base import Lexer, Token, TokenType
from django.utils.translation import trim_whitespace

# Which argument of a gettext function is the context, the message and the plural.
_ARGUMENTS: dict[str, tuple[int | None, int, int | None]] = {
    "gettext": (None, 0, None),
    "ngettext": (None, 0, 1),
    "pgettext": (0, 1, None),
    "npgettext": (0, 1, 2),
}
FUNCTIONS = {
    name + ending: places for name, places in _ARGUMENTS.items() for ending in ("", "_lazy", "_noop")
}
_SKIPPED = frozenset({"tests", "migrations", "locale", "static", "node_modules"})
_QUOTED = r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
_TRANSLATE = re.compile(rf"^trans(?:late)?\s+(?P<message>{_QUOTED})(?P<rest>.*)$", re.S)
_CONTEXT = re.compile(rf"\bcontext\s+({_QUOTED})", re.S)
_BLOCK = re.compile(r"^blocktrans(?:late)?(?:\s|$)")
_END = re.compile(r"^endblocktrans(?:late)?$")
_INLINE = re.compile(rf"\b_\(({_QUOTED})\)")


class StringUnreadable(Exception):
    """A string is marked in a way that no catalogue can hold; the message names file and line."""


@dataclass(frozen=True)
class Key:
    """What gettext looks a message up by."""

    message: str
    context: str | None = None


@dataclass
class Message:
    """A translatable string and where it stands."""

    key: Key
    plural: str | None = None
    files: set[str] = field(default_factory=set)


def strings_of(app: Path) -> dict[Key, Message]:
    """
    Return every translatable string of an app folder.

    :raises StringUnreadable: for an f-string or a sum inside gettext, or a block without an end
    """
    found: dict[Key, Message] = {}
    for file in _sources(app):
        read = _python_strings if file.suffix == ".py" else _template_strings
        for key, plural in read(file.read_text(encoding="utf-8"), str(file)):
            message = found.setdefault(key, Message(key))
            message.plural = message.plural or plural
            message.files.add(file.relative_to(app).as_posix())
    return found


def _sources(app: Path) -> Iterator[Path]:
    for file in sorted(app.rglob("*")):
        inside = file.relative_to(app).parts
        if not file.is_file() or _SKIPPED.intersection(inside[:-1]):
            continue
        if file.suffix == ".py" or (
            file.suffix in (".html", ".txt", ".svg", ".xml") and "templates" in inside
        ):
            yield file


def _python_strings(source: str, name: str) -> Iterator[tuple[Key, str | None]]:
    tree = ast.parse(source, name)
    known = _names_of_gettext(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        function = known.get(called.id) if isinstance(called, ast.Name) else None
        if isinstance(called, ast.Attribute) and called.attr in FUNCTIONS:
            function = called.attr
        if function:
            yield from _call_strings(node, FUNCTIONS[function], name)


def _names_of_gettext(tree: ast.AST) -> dict[str, str]:
    """Local names that stand for gettext functions: ``gettext_lazy as _``."""
    return {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in FUNCTIONS
    }


def _call_strings(
    call: ast.Call, places: tuple[int | None, int, int | None], name: str
) -> Iterator[tuple[Key, str | None]]:
    values = [_constant(call, place, name) if place is not None else None for place in places]
    context, message, plural = values
    if message:
        yield Key(message, context), plural


def _constant(call: ast.Call, place: int, name: str) -> str | None:
    """The string at an argument's place; None for a variable, whose strings are marked elsewhere."""
    if place >= len(call.args):
        return None
    argument = call.args[place]
    if isinstance(argument, ast.JoinedStr | ast.BinOp):
        raise StringUnreadable(
            f"{name}:{call.lineno}: an f-string or a sum cannot be translated; use %(name)s"
        )
    is_text = isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    return argument.value if is_text else None  # type: ignore[attr-defined]


def _unquoted(quoted: str) -> str:
    """A string literal as templates read it."""
    return quoted[1:-1].replace(rf"\{quoted[0]}", quoted[0]).replace(r"\\", "\\")


def _escaped(words: str) -> str:
    # Django doubles the per cent sign of template text before it asks the catalogue.
    return words.replace("%", "%%")


def _template_strings(source: str, name: str) -> Iterator[tuple[Key, str | None]]:
    tokens = iter(Lexer(source).tokenize())
    for token in tokens:
        words = token.contents
        if token.token_type == TokenType.BLOCK and words.split()[:1] == ["comment"]:
            _until(tokens, re.compile(r"^endcomment$"), token, name)
        elif token.token_type == TokenType.BLOCK and _BLOCK.match(words):
            yield _block_string(token, _until(tokens, _END, token, name))
        elif token.token_type == TokenType.BLOCK and (found := _TRANSLATE.match(words)):
            yield Key(_escaped(_unquoted(found["message"])), _context_of(found["rest"])), None
        else:
            yield from ((Key(_escaped(_unquoted(quoted))), None) for quoted in _INLINE.findall(words))


def _until(tokens: Iterator[Token], end: re.Pattern[str], start: Token, name: str) -> list[Token]:
    inside: list[Token] = []
    for token in tokens:
        if token.token_type == TokenType.BLOCK and end.match(token.contents):
            return inside
        inside.append(token)
    raise StringUnreadable(f"{name}:{start.lineno}: {start.contents.split()[0]} has no end")


def _context_of(words: str) -> str | None:
    found = _CONTEXT.search(words)
    return _unquoted(found[1]) if found else None


def _block_string(start: Token, inside: list[Token]) -> tuple[Key, str | None]:
    trimmed = "trimmed" in start.split_contents()
    cut = next((i for i, token in enumerate(inside) if token.contents == "plural"), len(inside))
    message = _joined(inside[:cut], trimmed)
    plural = _joined(inside[cut + 1 :], trimmed) if cut < len(inside) else None
    return Key(message, _context_of(start.contents)), plural


def _joined(tokens: Iterable[Token], trimmed: bool) -> str:
    parts = [
        f"%({token.contents})s" if token.token_type == TokenType.VAR else _escaped(token.contents)
        for token in tokens
        if token.token_type != TokenType.COMMENT
    ]
    whole = "".join(parts)
    return trim_whitespace(whole) if trimmed else whole
