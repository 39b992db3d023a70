"""
Tokens to a tree, by binding power (Pratt).

From loosest to tightest: ``or``; ``and``; ``not``; ``eq ne``; ``gt ge lt le in``; ``add sub``; ``mul div mod``;
``-``. Source: OData 4.0 URL Conventions 5.1.1.9, with one difference: there ``not`` binds like ``-``, so that
``not a eq b`` would be ``(not a) eq b``. What is denied is a condition, and of two conditions both readings say
the same; ours also gives the meaning that people intend when ``a`` is no condition.
"""

from __future__ import annotations

import re
from typing import Literal, cast

from meydan.kernel.observations.engine.query.ast import (
    Binary,
    BinaryName,
    Bool,
    Call,
    In,
    Lambda,
    LiteralNode,
    Node,
    Null,
    Path,
    Text,
    Unary,
)
from meydan.kernel.observations.engine.query.cursor import Cursor
from meydan.kernel.observations.engine.query.functions import FUNCTIONS
from meydan.kernel.observations.engine.query.refusals import MAX_MEMBERS, QueryRefused
from meydan.kernel.observations.engine.query.steps import path
from meydan.kernel.observations.engine.query.tokens import Mark, Token

# From loosest to tightest; ``not`` stands between the second and the third group.
_GROUPS = ("or", "and", "", "eq ne", "gt ge lt le in", "add sub", "mul div mod")
POWERS = {name: power for power, names in enumerate(_GROUPS, 1) for name in names.split()}
NOT_POWER, MINUS_POWER = 3, 8
WORDS: dict[str, LiteralNode] = {"null": Null(), "true": Bool(True), "false": Bool(False)}
NOT_FINITE = ("nan", "inf", "infinity")
_PATTERN = re.compile(r"[TF012*]{9}\Z")


def parse_expression(text: str) -> Node:
    """
    The tree of ``text``, which is already percent-decoded.

    :raises QueryRefused: with the character and what was expected there
    """
    cursor = Cursor(text)
    found = expression(cursor)
    cursor.expect_end()
    return found


def expression(cursor: Cursor, power: int = 0) -> Node:
    """Read operands joined by operators that bind tighter than ``power``."""
    left = _operand(cursor)
    while True:
        name = cursor.next.text.lower() if cursor.next.mark is Mark.NAME else ""
        strength = POWERS.get(name, 0)
        if strength <= power:
            return left
        cursor.spend(cursor.take())
        if name == "in":
            left = In(left, _members(cursor))
        else:
            left = Binary(cast(BinaryName, name), left, expression(cursor, strength))


def _operand(cursor: Cursor) -> Node:
    token = cursor.take()
    cursor.spend(token)
    if token.mark is Mark.LITERAL and token.value is not None:
        return token.value
    if token.mark is Mark.NAME:
        return _named(cursor, token)
    with cursor.nested(token):
        if token.text == "(":
            inner = expression(cursor)
            cursor.expect_sign(")", f"to close the one at character {token.at}")
            return inner
        if token.text == "-":
            return Unary("-", expression(cursor, MINUS_POWER))
    raise cursor.refusal("expected a property, a literal or a function", token)


def _named(cursor: Cursor, token: Token) -> Node:
    """What begins with a name: a word of the language, a function, a path."""
    word = token.text.lower()
    if cursor.is_sign("/") or token.text in cursor.variables:
        return _path(cursor, token)
    if word == "not":
        with cursor.nested(token):
            return Unary("not", expression(cursor, NOT_POWER))
    if word in WORDS:
        return WORDS[word]
    if word in NOT_FINITE:
        raise QueryRefused(f"{token.text} is not a finite number.", token.at)
    if cursor.is_sign("("):
        return _call(cursor, token)
    return _path(cursor, token)


def _call(cursor: Cursor, token: Token) -> Call:
    name = token.text.lower()
    function = FUNCTIONS.get(name)
    if function is None:
        raise QueryRefused(f"There is no function {token}.", token.at)
    with cursor.nested(cursor.take()):
        arguments: list[Node] = []
        while not cursor.skip_sign(")"):
            if arguments:
                cursor.expect_sign(",", f"or ')' after an argument of {name}")
            arguments.append(expression(cursor))
    most = len(function.takes)
    if not most - function.optional <= len(arguments) <= most:
        least = f"{most - function.optional} or " if function.optional else ""
        takes = f"{least}{most} argument{'' if most == 1 else 's'}"
        raise QueryRefused(f"{name} takes {takes}, and was given {len(arguments)}.", token.at)
    if name == "st_relate" and not _is_pattern(arguments[2]):
        raise QueryRefused("st_relate takes a pattern of nine of T, F, 0, 1, 2 and *, in quotes.", token.at)
    return Call(name, tuple(arguments))


def _is_pattern(node: Node) -> bool:
    return isinstance(node, Text) and _PATTERN.match(node.value) is not None


def _path(cursor: Cursor, token: Token) -> Path | Lambda:
    found = path(cursor, token)
    return _lambda(cursor, found) if cursor.is_sign("/") else found


def _lambda(cursor: Cursor, collection: Path) -> Lambda:
    cursor.expect_sign("/", "before any or all")
    name = cast(Literal["any", "all"], cursor.take().text)
    with cursor.nested(cursor.take()):
        if name == "any" and cursor.skip_sign(")"):
            return Lambda(name, collection, "", None)
        token = cursor.expect_name("a variable, as in any(d:d/name eq 'x')")
        variable = _variable(cursor, token)
        cursor.expect_sign(":", "after the variable")
        with cursor.naming(variable):
            condition = expression(cursor)
        cursor.expect_sign(")", f"to close {name}")
    return Lambda(name, collection, variable, condition)


def _variable(cursor: Cursor, token: Token) -> str:
    is_word = token.text.lower() in (*WORDS, *NOT_FINITE, "not")
    if is_word or token.text in cursor.variables or not token.text.isidentifier():
        raise QueryRefused(f"{token} cannot be a variable here; choose another name.", token.at)
    return token.text


def _members(cursor: Cursor) -> tuple[LiteralNode, ...]:
    cursor.expect_sign("(", "after in")
    members: list[LiteralNode] = []
    while not members or cursor.skip_sign(","):
        token = cursor.take()
        cursor.spend(token)
        value = token.value or WORDS.get(token.text.lower())
        if value is None:
            raise cursor.refusal("expected a literal in the list", token)
        members.append(value)
        if len(members) > MAX_MEMBERS:
            raise QueryRefused(f"A list has at most {MAX_MEMBERS} members.", token.at)
    cursor.expect_sign(")", "or ',' after a member of the list")
    return tuple(members)
