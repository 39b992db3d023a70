"""
What a SensorThings query says, as data.

Every node is frozen and hashable, and knows nothing of where it stood in the text. Times are whole
microseconds since 1970 UTC; shapes are WGS 84 with longitude first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class Null:
    """``null``."""


@dataclass(frozen=True, slots=True)
class Bool:
    """``true`` or ``false``."""

    value: bool


@dataclass(frozen=True, slots=True)
class Int:
    """A whole number that fits 64 bits."""

    value: int


@dataclass(frozen=True, slots=True)
class Float:
    """A finite number written with a fraction or an exponent."""

    value: float


@dataclass(frozen=True, slots=True)
class Text:
    """A string: ``'O''Neill'``."""

    value: str


@dataclass(frozen=True, slots=True)
class Instant:
    """A moment, years 0001 to 9999."""

    at_us: int


@dataclass(frozen=True, slots=True)
class Interval:
    """``start/end``; half-open, the end is not part of it; ``start_us <= end_us``."""

    start_us: int
    end_us: int


@dataclass(frozen=True, slots=True)
class Date:
    """A calendar day of UTC."""

    value: date


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """Microseconds since midnight UTC."""

    us: int


@dataclass(frozen=True, slots=True)
class Duration:
    """A signed length of time, microseconds."""

    us: int


@dataclass(frozen=True, slots=True)
class Geography:
    """A valid, non-empty, flat shape: canonical WKT, and the same as WKB."""

    wkt: str
    wkb: bytes


LiteralNode: TypeAlias = (
    Null | Bool | Int | Float | Text | Instant | Interval | Date | TimeOfDay | Duration | Geography
)


@dataclass(frozen=True, slots=True)
class Path:
    """
    A property, with the way to it: ``Datastream/ObservedProperty/name``, ``properties/tags[0]``.

    :param names: names and JSON keys as text, array positions as numbers; empty for a bare variable
    :param root: the lambda variable it starts from; empty for the entity that is asked about (``$it``)
    """

    names: tuple[str | int, ...]
    root: str = ""


UnaryName: TypeAlias = Literal["not", "-"]
BinaryName: TypeAlias = Literal[
    "or", "and", "eq", "ne", "gt", "ge", "lt", "le", "add", "sub", "mul", "div", "mod"
]


@dataclass(frozen=True, slots=True)
class Unary:
    """``not x`` or ``-x``. A negative number is a literal, not this."""

    name: UnaryName
    operand: Node


@dataclass(frozen=True, slots=True)
class Binary:
    """``left name right``; chains lean to the left."""

    name: BinaryName
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class In:
    """``operand in (1, 2, 3)``; the members are literals, at least one."""

    operand: Node
    members: tuple[LiteralNode, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A function of ``functions.FUNCTIONS``, its name in lower case, with as many arguments as it takes."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Lambda:
    """``path/any(variable:condition)``; ``any()`` without a condition asks whether there is one at all."""

    name: Literal["any", "all"]
    path: Path
    variable: str
    condition: Node | None


Node: TypeAlias = LiteralNode | Path | Unary | Binary | In | Call | Lambda


@dataclass(frozen=True, slots=True)
class Order:
    """One term of ``$orderby``. Nulls come first upwards and last downwards."""

    by: Node
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Expand:
    """One navigation to show inline; ``a/b`` is read as ``a($expand=b)``, so it is a single name."""

    name: str
    query: Query


@dataclass(frozen=True, slots=True)
class Query:
    """
    All system query options of a request, or of one expanded navigation.

    ``None`` means that nothing was said, which is not the same as the default of a server.
    ``result_format``, ``skip_token`` and ``as_of_us`` occur at the top level only.
    """

    filter: Node | None = None
    expand: tuple[Expand, ...] = ()
    select: tuple[Path, ...] | None = None
    orderby: tuple[Order, ...] = ()
    top: int | None = None
    skip: int | None = None
    count: bool | None = None
    result_format: str | None = None
    skip_token: str | None = None
    as_of_us: int | None = None


LITERALS = (Null, Bool, Int, Float, Text, Instant, Interval, Date, TimeOfDay, Duration, Geography)
