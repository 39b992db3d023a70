"""A tree back to text, the same text for the same tree, so that it can be a link or a key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

from meydan.kernel.observations.engine.query import ast, times
from meydan.kernel.observations.engine.query.parser import MINUS_POWER, NOT_POWER, POWERS

_LITERALS: dict[type, Callable[[Any], str]] = {
    ast.Null: lambda _: "null",
    ast.Bool: lambda node: "true" if node.value else "false",
    ast.Int: lambda node: str(node.value),
    ast.Float: lambda node: repr(node.value),
    ast.Text: lambda node: _quoted(node.value),
    ast.Instant: lambda node: times.moment_text(node.at_us),
    ast.Interval: lambda node: f"{times.moment_text(node.start_us)}/{times.moment_text(node.end_us)}",
    ast.Date: lambda node: node.value.isoformat(),
    ast.TimeOfDay: lambda node: times.clock_text(node.us),
    ast.Duration: lambda node: f"duration'{times.duration_text(node.us)}'",
    ast.Geography: lambda node: f"geography'{node.wkt}'",
}
_SAFE = "$'()*,/:;=@!"


def render(node: ast.Node, power: int = 0, variables: tuple[str, ...] = ()) -> str:
    """
    The text that ``parse_expression`` reads as ``node``, with no more parentheses than it needs.

    :param power: how tightly what stands around it binds
    :param variables: the lambda variables that are known here
    """
    if isinstance(node, ast.LITERALS):
        return _LITERALS[type(node)](node)
    if isinstance(node, ast.Path):
        return path_text(node, variables)
    if isinstance(node, ast.Call):
        return f"{node.name}({','.join(render(part, 0, variables) for part in node.arguments)})"
    if isinstance(node, ast.Lambda):
        return _lambda(node, variables)
    if isinstance(node, ast.Unary):
        text, own = _unary(node, variables), NOT_POWER if node.name == "not" else MINUS_POWER
    elif isinstance(node, ast.In):
        own = POWERS["in"]
        members = ",".join(_LITERALS[type(member)](member) for member in node.members)
        text = f"{render(node.operand, own - 1, variables)} in ({members})"
    else:
        own = POWERS[node.name]
        # Chains lean to the left, so an equal on the right needs its parentheses.
        text = f"{render(node.left, own - 1, variables)} {node.name} {render(node.right, own, variables)}"
    return text if own > power else f"({text})"


def path_text(path: ast.Path, variables: tuple[str, ...] = ()) -> str:
    """``d/properties/tags[0]``; ``$it/`` stands before a property that is called like a variable."""
    text = path.root
    for name in path.names:
        text += f"[{name}]" if isinstance(name, int) else f"/{name}" if text else name
    hidden = not path.root and path.names[0] in variables
    return f"$it/{text}" if hidden else text


def query_pairs(query: ast.Query) -> Iterator[tuple[str, str]]:
    """The options in a fixed order, decoded: ``("$filter", "result gt 5")``."""
    if query.filter is not None:
        yield "$filter", render(query.filter)
    if query.orderby:
        yield "$orderby", ",".join(f"{render(term.by)}{' desc' * term.descending}" for term in query.orderby)
    if query.select is not None:
        yield "$select", ",".join(path_text(path) for path in query.select)
    if query.expand:
        yield "$expand", ",".join(map(_expand, query.expand))
    numbers = (("$top", query.top), ("$skip", query.skip))
    yield from ((name, str(value)) for name, value in numbers if value is not None)
    if query.count is not None:
        yield "$count", "true" if query.count else "false"
    words = (("$resultFormat", query.result_format), ("$skiptoken", query.skip_token))
    yield from ((name, value) for name, value in words if value is not None)
    if query.as_of_us is not None:
        yield "$as_of", times.moment_text(query.as_of_us)


def query_text(query: ast.Query) -> str:
    """The query as it stands behind a question mark, percent-encoded; empty when nothing is said."""
    return "&".join(f"{name}={quote(value, safe=_SAFE)}" for name, value in query_pairs(query))


def _expand(item: ast.Expand) -> str:
    options = ";".join(f"{name}={value}" for name, value in query_pairs(item.query))
    return f"{item.name}({options})" if options else item.name


def _unary(node: ast.Unary, variables: tuple[str, ...]) -> str:
    if node.name == "not":
        return f"not {render(node.operand, NOT_POWER - 1, variables)}"
    # A minus before a digit would become part of a number.
    bare = isinstance(node.operand, ast.Path | ast.Call)
    return f"-{render(node.operand, 0, variables)}" if bare else f"-({render(node.operand, 0, variables)})"


def _lambda(node: ast.Lambda, variables: tuple[str, ...]) -> str:
    path = path_text(node.path, variables)
    if node.condition is None:
        return f"{path}/{node.name}()"
    condition = render(node.condition, 0, (*variables, node.variable))
    return f"{path}/{node.name}({node.variable}:{condition})"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
