"""The door of this room."""

from meydan.base.ui.registry import (
    NavItem,
    NavItemAlreadyRegistered,
    forget_sample_answer,
    holds_sample,
    nav_items,
    register_nav,
    register_sample_check,
)

__all__ = [
    "NavItem",
    "NavItemAlreadyRegistered",
    "forget_sample_answer",
    "holds_sample",
    "nav_items",
    "register_nav",
    "register_sample_check",
]
