"""The door of this room."""

from meydan.base.notify.engine import SmsLength, mask_email, mask_phone
from meydan.base.notify.models import Message
from meydan.base.notify.operations import NobodyToReach, Recipient, send
from meydan.base.notify.wording import TemplateUnknown

__all__ = [
    "Message",
    "NobodyToReach",
    "Recipient",
    "SmsLength",
    "TemplateUnknown",
    "mask_email",
    "mask_phone",
    "send",
]
