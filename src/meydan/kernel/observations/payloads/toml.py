"""A mapping written as TOML, so that staff change what they read."""

from __future__ import annotations

import json
import re
from typing import Any

BARE = re.compile(r"[A-Za-z0-9_-]+")


def toml_of(document: dict[str, Any]) -> str:
    """
    A document as TOML: plain values first, then its tables, then its lists of tables.

    :param document: what ``tomllib`` gives, without dates
    """
    return "\n".join(_table(document, ())).strip() + "\n"


def _table(table: dict[str, Any], where: tuple[str, ...]) -> list[str]:
    lines = [f"{_key(name)} = {_value(value)}" for name, value in table.items() if not _is_part(value)]
    for name, value in table.items():
        path = (*where, name)
        if isinstance(value, dict):
            lines += ["", f"[{'.'.join(map(_key, path))}]", *_table(value, path)]
        elif _is_part(value):
            for item in value:
                lines += ["", f"[[{'.'.join(map(_key, path))}]]", *_table(item, path)]
    return lines


def _is_part(value: Any) -> bool:
    if isinstance(value, dict):
        return True
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _key(name: str) -> str:
    return name if BARE.fullmatch(name) else _text(name)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(name)} = {_value(inner)}" for name, inner in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return _text(str(value))


def _text(words: str) -> str:
    # JSON's escapes are TOML's too, but for DEL, which TOML wants escaped, and lone surrogates, which it has not.
    return json.dumps(words, ensure_ascii=False).replace("\x7f", "\\u007f")
