"""A place in the tokens, and how much of the query's allowance is used up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from meydan.kernel.observations.engine.query.refusals import MAX_NESTING, MAX_NODES, QueryRefused
from meydan.kernel.observations.engine.query.tokens import Mark, Token, tokens


class Cursor:
    """Walks the tokens of one option; every node and every level is accounted for before it is built."""

    def __init__(self, text: str) -> None:
        self._tokens = tokens(text)
        self._here = 0
        self._nodes = 0
        self._nesting = 0
        self.variables: tuple[str, ...] = ()
        self.expands = 0
        self.expand_depth = 0

    @property
    def next(self) -> Token:
        """The token that is not yet taken."""
        return self._tokens[self._here]

    def after(self, count: int) -> Token:
        """The token ``count`` places behind the next one, or the end."""
        return self._tokens[min(self._here + count, len(self._tokens) - 1)]

    def take(self) -> Token:
        """The next token, and move on; the end is never passed."""
        token = self.next
        if token.mark is not Mark.END:
            self._here += 1
        return token

    def is_sign(self, sign: str) -> bool:
        """Whether the next token is this sign."""
        return self.next.mark is Mark.SIGN and self.next.text == sign

    def skip_sign(self, sign: str) -> bool:
        """Take the sign if it is the next token, and say whether it was."""
        if not self.is_sign(sign):
            return False
        self._here += 1
        return True

    def expect_sign(self, sign: str, why: str) -> None:
        """Take the sign or refuse: ``expected ')' {why}``."""
        if not self.skip_sign(sign):
            raise self.refusal(f"expected '{sign}' {why}")

    def expect_name(self, what: str) -> Token:
        """Take a name or refuse: ``expected {what}``."""
        if self.next.mark is not Mark.NAME:
            raise self.refusal(f"expected {what}")
        return self.take()

    def expect_end(self) -> None:
        """Refuse what is left over."""
        if self.next.mark is not Mark.END:
            raise self.refusal("expected an operator or the end")

    def refusal(self, expectation: str, token: Token | None = None) -> QueryRefused:
        """The error to raise: its sentence names what was expected and what stands there."""
        token = token or self.next
        return QueryRefused(f"{expectation[0].upper()}{expectation[1:]}, but found {token}.", token.at)

    def spend(self, token: Token) -> None:
        """Count a node."""
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise QueryRefused(f"The query has more than {MAX_NODES} operators and operands.", token.at)

    @contextmanager
    def nested(self, token: Token) -> Iterator[None]:
        """Count a level of nesting while it is read."""
        self._nesting += 1
        if self._nesting > MAX_NESTING:
            raise QueryRefused(f"The query is nested deeper than {MAX_NESTING} levels.", token.at)
        yield
        self._nesting -= 1

    @contextmanager
    def naming(self, variable: str) -> Iterator[None]:
        """Know a lambda variable while its condition is read."""
        before, self.variables = self.variables, (*self.variables, variable)
        yield
        self.variables = before
