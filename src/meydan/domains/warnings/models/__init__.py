"""Warnings, what was published of them, who is told, and whether they were."""

from meydan.domains.warnings.models.lists import Contact, ContactList, Delivery
from meydan.domains.warnings.models.published import PublishedMessage
from meydan.domains.warnings.models.template import WarningTemplate
from meydan.domains.warnings.models.warning import (
    IN_WORK,
    ONCE_PUBLISHED,
    Approval,
    PublicWarning,
    WarningText,
)

__all__ = [
    "IN_WORK",
    "ONCE_PUBLISHED",
    "Approval",
    "Contact",
    "ContactList",
    "Delivery",
    "PublicWarning",
    "PublishedMessage",
    "WarningTemplate",
    "WarningText",
]
