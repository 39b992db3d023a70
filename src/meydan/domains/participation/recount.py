"""
Recount a published ballot file with nothing but Python: ``python recount.py ballots.json``.

It shares no line with the program that counted. It checks that no receipt stands twice, that every ballot sent in
by web or counter carries a signature of the budget's key, that no channel has more ballots than were handed out,
that no ballot breaks the rules, and that each rule gives the winners that were published. Exit status 1 if not.
"""

from __future__ import annotations

import hashlib
import heapq
import json
import sys
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any


def signed(receipt: str, signature: str, key: dict[str, Any]) -> bool:
    """RSA-PSS, SHA-384, MGF1 with SHA-384, empty salt (RFC 8017, 8.1.2)."""
    n, bits = int(key["n"], 16), int(key["n"], 16).bit_length() - 1
    length, value = (bits + 7) // 8, int(signature or "0", 16)
    digest = hashlib.sha384(bytes(8) + hashlib.sha384(bytes.fromhex(receipt)).digest()).digest()
    block = bytes(length - 50) + b"\x01"
    stream = b"".join(
        hashlib.sha384(digest + i.to_bytes(4, "big")).digest() for i in range(len(block) // 48 + 1)
    )
    masked = bytearray(a ^ b for a, b in zip(block, stream))  # noqa: B905
    masked[0] &= 0xFF >> (8 * length - bits)
    expected = bytes(masked) + digest + b"\xbc"
    return 0 < value < n and pow(value, int(key["e"]), n) == int.from_bytes(expected, "big")


def faults(file: dict[str, Any]) -> Iterator[str]:
    """Everything that must not be so, one sentence each."""
    costs = {one["number"]: one["cost"] for one in file["projects"]}
    receipts = Counter(one["receipt"] for one in file["ballots"])
    yield from (f"receipt {one} stands {times} times" for one, times in receipts.items() if times > 1)
    for channel, cast in Counter(one["channel"] for one in file["ballots"]).items():
        if cast > file["handed_out"].get(channel, 0):
            yield f"{cast} ballots came by {channel}, more than were handed out"
    for ballot in file["ballots"]:
        chosen = ballot["projects"]
        if ballot["channel"] != "paper" and not signed(ballot["receipt"], ballot["signature"], file["key"]):
            yield f"ballot {ballot['receipt']} has no valid signature"
        if len(set(chosen)) != len(chosen) or not set(chosen) <= set(costs):
            yield f"ballot {ballot['receipt']} names a project twice or one that is not there"
        elif file["within_amount"] and sum(costs[one] for one in chosen) > file["amount"]:
            yield f"ballot {ballot['receipt']} spends more than the budget"
        elif file["most_projects"] and len(chosen) > file["most_projects"]:
            yield f"ballot {ballot['receipt']} names too many projects"


def greedy(file: dict[str, Any], order: list[tuple[Any, int, int]]) -> list[int]:
    """Down the list, whatever fits."""
    left, taken = file["amount"], []
    for _rank, number, cost in sorted(order):
        if cost <= left:
            taken.append(number)
            left -= cost
    return taken


def price(cost: int, supporters: list[int], purses: list[int], unit: int) -> Fraction | None:
    """The most that one supporter pays; None if they cannot pay together."""
    open_, held = cost * unit, sorted(purses[one] for one in supporters)
    for rank, purse in enumerate(held):
        if purse * (len(held) - rank) >= open_:
            return Fraction(open_, (len(held) - rank) * unit)
        open_ -= purse
    return None


def equal_shares(file: dict[str, Any], supporters: dict[int, list[int]], by_cost: bool) -> list[int]:
    """The lowest price first; what is left goes by votes."""
    costs = {one["number"]: one["cost"] for one in file["projects"]}
    unit = max(len(file["ballots"]), 1)
    purses, left = [file["amount"]] * len(file["ballots"]), file["amount"]
    chosen: list[int] = []
    queue: list[tuple[Fraction, int, int, int]] = [
        (Fraction(0), -len(who), costs[one], one) for one, who in supporters.items() if who
    ]
    heapq.heapify(queue)
    while queue:
        _old, votes, cost, one = heapq.heappop(queue)
        pays = price(cost, supporters[one], purses, unit)
        if pays is None:
            continue
        now = (pays / cost if by_cost else pays, votes, cost, one)
        if queue and queue[0] < now:
            heapq.heappush(queue, now)
            continue
        finer = (pays * unit).denominator
        unit, purses = unit * finer, [purse * finer for purse in purses]
        for voter in supporters[one]:
            purses[voter] -= min(purses[voter], int(pays * unit))
        chosen.append(one)
        left -= cost
    rest: list[tuple[Any, int, int]] = [
        ((-len(who), costs[one], one), one, costs[one]) for one, who in supporters.items() if who
    ]
    rest = [entry for entry in rest if entry[1] not in chosen]
    return chosen + greedy({"amount": left}, rest)


def winners(file: dict[str, Any]) -> dict[str, list[int]]:
    """The winners by every rule, in the order in which they are chosen."""
    supporters: dict[int, list[int]] = {one["number"]: [] for one in file["projects"]}
    for voter, ballot in enumerate(file["ballots"]):
        for number in ballot["projects"]:
            supporters[number].append(voter)
    voted = [(one["number"], one["cost"], len(supporters[one["number"]])) for one in file["projects"]]
    voted = [one for one in voted if one[2]]
    rules = {
        "knapsack": lambda: greedy(file, [((-votes, cost, one), one, cost) for one, cost, votes in voted]),
        "approval": lambda: greedy(
            file, [((-Fraction(votes, cost), -votes, one), one, cost) for one, cost, votes in voted]
        ),
        "equal_shares": lambda: equal_shares(file, supporters, by_cost=False),
        "equal_shares_cost": lambda: equal_shares(file, supporters, by_cost=True),
    }
    return {rule: rules[rule]() for rule in file["winners"]}


def main(path: str) -> int:
    """Say what was found; 0 if all of it holds."""
    content = Path(path).read_bytes()
    file = json.loads(content)
    found = list(faults(file)) or [
        f"{rule}: published {file['winners'][rule]}, recounted {counted}"
        for rule, counted in winners(file).items()
        if counted != file["winners"][rule]
    ]
    channels = Counter(one["channel"] for one in file["ballots"])
    said = [
        f"{len(file['ballots'])} ballots: {dict(sorted(channels.items()))}",
        f"SHA-256 {hashlib.sha256(content).hexdigest()}",
        *(found or ["The recount agrees with what was published."]),
    ]
    sys.stdout.write("\n".join(said) + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]) if len(sys.argv) == 2 else __doc__)
