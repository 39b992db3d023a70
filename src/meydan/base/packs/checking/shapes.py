"""What the tables of a pack look like: columns, and what may stand in them."""

from __future__ import annotations

from dataclasses import dataclass, field

LABELLED = ("names.tr", "names.fa", "names.en")
RULE_KINDS = ("threshold", "rate", "absence", "flat", "index", "forecast", "area")
ROLES = ("clerk", "inspector", "manager", "mayor", "administrator")


@dataclass(frozen=True)
class Shape:
    """The columns of a table and the kinds of their cells."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    labels: bool = True
    numbers: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    json: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)
    # column -> (what it points at, table); the empty cell points nowhere.
    references: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that may stand in the heading."""
        labels = LABELLED if self.labels else ()
        return (*self.required, *self.optional, *labels, "source", "withdrawn")


SHAPES = {
    "units": Shape(
        ("code", "parent", "kind"),
        choices={"kind": ("municipality", "directorate", "unit", "body")},
        references={"parent": ("unit", "units")},
    ),
    # What the state holds already, so that a document of a service can name it in ``held_by``.
    "registers": Shape(("code", "owner")),
    "posts": Shape(("code", "unit", "role"), choices={"role": ROLES}, references={"unit": ("unit", "units")}),
    "layers": Shape(
        ("code", "geometry", "theme"),
        ("icon", "public", "osm", "color", "order"),
        numbers=("order",),
        colours=("color",),
        choices={"geometry": ("point", "line", "area", "any"), "public": ("0", "1")},
    ),
    "observed_properties": Shape(("code", "unit", "kind"), ("min", "max"), numbers=("min", "max")),
    # How long values of a property are kept; "*" is everything else.
    "retention": Shape(
        ("code", "kept_days", "archive"),
        ("reviewed",),
        labels=False,
        numbers=("kept_days",),
        choices={"archive": ("0", "1"), "reviewed": ("0", "1")},
    ),
    "rules": Shape(
        (
            "code",
            "property",
            "statistic",
            "comparison",
            "limit",
            "clear_limit",
            "min_duration_s",
            "severity",
            "service",
        ),
        (
            "kind",
            "rate",
            "window_s",
            "level",
            "provider",
            "min_count",
            "area",
            "quiet_from",
            "quiet_to",
        ),
        numbers=("limit", "clear_limit", "min_duration_s", "rate", "window_s", "level", "min_count"),
        choices={
            "kind": RULE_KINDS,
            "statistic": ("value", "mean_1h", "mean_24h", "max_1h"),
            "comparison": ("above", "below"),
            "severity": ("info", "watch", "bad"),
        },
        references={
            "property": ("observed property", "observed_properties"),
            "service": ("service", "services"),
        },
    ),
    "indicators": Shape(
        ("code", "set", "unit", "direction", "query", "params", "decimals", "freshness_days", "scope"),
        ("origin",),
        numbers=("decimals", "freshness_days"),
        json=("params",),
        choices={"direction": ("up", "down"), "scope": ("city", "province", "nation")},
    ),
    "datasets": Shape(("code", "theme", "licence", "path", "formats"), ("about.tr", "about.fa", "about.en")),
    "platforms": Shape(
        ("code", "status"),
        ("owner", "seen_on", "url"),
        days=("seen_on",),
        choices={"status": ("named", "announced", "live", "linked")},
    ),
    "layer_themes": Shape(("code", "tucbs_theme"), labels=False, references={"code": ("layer", "layers")}),
    "closures": Shape(("day",), days=("day",)),
    "golden/deadlines": Shape(
        ("start", "n", "unit", "expected"),
        labels=False,
        numbers=("n",),
        days=("start", "expected"),
        choices={"unit": ("workday", "day", "month")},
    ),
    "golden/folds": Shape(("text", "expected"), labels=False),
    "golden/air": Shape(
        ("table", "property", "averaging", "concentration", "expected"),
        labels=False,
        numbers=("concentration", "expected"),
        choices={"averaging": ("1h", "8h", "24h")},
        references={"property": ("observed property", "observed_properties")},
    ),
    "golden/ids": Shape(
        ("kind", "value", "valid"),
        labels=False,
        choices={"kind": ("tckn", "vkn", "ir_national", "ir_legal", "iban"), "valid": ("0", "1")},
    ),
}
# Word lists for the sample generator share one shape, whatever they are lists of.
NAMES_FOLDER = "names"
WORD_LIST = Shape(("name",), ("kind", "lon", "lat", "note"), labels=False, numbers=("lon", "lat"))


def shape_of(name: str) -> Shape | None:
    """The shape of a table by its path without suffix, or nothing when no such table is known."""
    if name.startswith(f"{NAMES_FOLDER}/"):
        return WORD_LIST
    return SHAPES.get(name)
