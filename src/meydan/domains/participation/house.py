"""What the city says about proposals in its pack: who may write, about what, by which rules, what is a cluster."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from meydan.base.locale.public import current_language, text
from meydan.base.packs.public import current


def told() -> Mapping[str, Any]:
    """The document ``participation.toml`` of the pack."""
    return current().document("participation")


def categories() -> dict[str, str]:
    """What proposals may be about, in the reader's language."""
    return {row["code"]: text(row["names"]) for row in told().get("category", [])}


def rules() -> dict[str, str]:
    """The rules by which something is hidden, in the reader's language."""
    return rules_in(current_language())


def rules_in(language: str) -> dict[str, str]:
    """The same in a language."""
    return {row["code"]: text(row["names"], language) for row in told().get("rule", [])}


def needs_account() -> bool:
    """Whether a proven phone is not enough to write."""
    return bool(told().get("proposals", {}).get("writers") == "account")


def cluster_radius_m() -> float:
    """How near reports lie to be of one place."""
    return float(told().get("clusters", {}).get("radius_m", 100))


def cluster_fewest() -> int:
    """How many reports of one place are worth a proposal."""
    return int(told().get("clusters", {}).get("fewest", 10))


def cluster_days() -> int:
    """How far back is looked."""
    return int(told().get("clusters", {}).get("days", 365))
