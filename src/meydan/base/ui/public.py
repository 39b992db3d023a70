"""The door of this room."""

from meydan.base.ui.charts import Small, bars, columns, level, line_chart, small_multiples, sparkline
from meydan.base.ui.engine.bars import Bar
from meydan.base.ui.engine.charts import Band, Chart, Limit, Line, NothingToDraw, Tick
from meydan.base.ui.engine.gaps import with_gaps
from meydan.base.ui.registry import (
    Banner,
    NavItem,
    NavItemAlreadyRegistered,
    forget_sample_answer,
    holds_sample,
    register_banner,
    register_nav,
    register_sample_check,
)

__all__ = [
    "Band",
    "Banner",
    "Bar",
    "Chart",
    "Limit",
    "Line",
    "NavItem",
    "NavItemAlreadyRegistered",
    "NothingToDraw",
    "Small",
    "Tick",
    "bars",
    "columns",
    "forget_sample_answer",
    "holds_sample",
    "level",
    "line_chart",
    "register_banner",
    "register_nav",
    "register_sample_check",
    "small_multiples",
    "sparkline",
    "with_gaps",
]
