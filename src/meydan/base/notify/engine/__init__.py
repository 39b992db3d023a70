"""How long a text message is, and how an address is shown without telling it: pure rules."""

from meydan.base.notify.engine.masking import mask_email, mask_phone
from meydan.base.notify.engine.sms import SmsLength, sms_length

__all__ = ["SmsLength", "mask_email", "mask_phone", "sms_length"]
