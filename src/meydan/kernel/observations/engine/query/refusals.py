"""The one error of this package, and the bounds that keep a query cheap."""

from __future__ import annotations

# A line of a proxy or a browser holds about this much; longer queries are written by machines gone astray.
MAX_CHARACTERS = 8_000
# Groups, calls, lambdas and negations inside each other.
MAX_NESTING = 64
# Operators, operands and members of one option. It also bounds the depth of the tree, which is walked
# by recursion: an operator deeper costs two of these, a group deeper one of the above.
MAX_NODES = 400
MAX_MEMBERS = 100
MAX_POINTS = 5_000
MAX_EXPAND_DEPTH = 8
MAX_EXPANDS = 32
MAX_STEPS = 16


class QueryRefused(ValueError):
    """
    A query that is not answered, with a sentence for the person who wrote it.

    :param sentence: what is wrong and what was expected, in English, as the standard's errors are
    :param at: the character where it was noticed, counted from 1; 0 when it has no single place
    :param option: the query option in which characters are counted, such as ``$filter``
    :param status: the HTTP status; 501 for options of OData that this service does not offer
    """

    def __init__(self, sentence: str, at: int = 0, *, option: str = "", status: int = 400) -> None:
        where = " of ".join(part for part in (f"character {at}" if at else "", option) if part)
        super().__init__(f"At {where}: {sentence}" if at else f"{option}: {sentence}" if option else sentence)
        self.sentence = sentence
        self.at = at
        self.option = option
        self.status = status

    def within(self, option: str) -> QueryRefused:
        """The same refusal, saying in which option it happened."""
        return QueryRefused(self.sentence, self.at, option=option, status=self.status)
