"""The door of this room: Turkish, Persian and English as equals."""

from meydan.base.locale.catalogues import compile_stale
from meydan.base.locale.engine.calendar_words import calendar_of, month_name
from meydan.base.locale.engine.casing import capitalise, tr_lower, tr_upper
from meydan.base.locale.engine.collation import collation_key
from meydan.base.locale.engine.days import DayUnreadable, parse_day
from meydan.base.locale.engine.deadlines import CPC_443, IYUK_8, DeadlineRule, deadline, deadline_at
from meydan.base.locale.engine.digits import to_latin_digits, to_persian_digits
from meydan.base.locale.engine.folding import fold, fold_forms
from meydan.base.locale.engine.ids import (
    ir_postcode_ok,
    is_iban,
    is_ir_legal,
    is_ir_national,
    is_tckn,
    is_vkn,
    mask_id,
)
from meydan.base.locale.engine.money import LIRA, TOMAN, Money
from meydan.base.locale.engine.numbers import NumberUnreadable, parse_number
from meydan.base.locale.engine.phones import PhoneUnreadable, is_short, parse_phone
from meydan.base.locale.engine.plates import PlateUnreadable, is_plate, read_plate_ir, read_plate_tr
from meydan.base.locale.engine.workdays import (
    NoWorkingDay,
    Weekend,
    WorkCalendar,
    add_workdays,
    next_workday,
    workdays_between,
)
from meydan.base.locale.fields import ClockField, DayField, NumberField, PhoneField
from meydan.base.locale.presentation.figures import (
    format_money,
    format_number,
    format_percent,
    format_phone,
    local_digits,
)
from meydan.base.locale.presentation.languages import LANGUAGES, current_language, direction, text
from meydan.base.locale.presentation.moments import format_age, format_clock, format_day, format_moment
from meydan.numerics.jalali import from_jalali, to_jalali
from meydan.numerics.months import (
    fiscal_year,
    month_bucket,
    month_starts,
)

__all__ = [
    "CPC_443",
    "IYUK_8",
    "LANGUAGES",
    "LIRA",
    "TOMAN",
    "ClockField",
    "DayField",
    "DayUnreadable",
    "DeadlineRule",
    "Money",
    "NoWorkingDay",
    "NumberField",
    "NumberUnreadable",
    "PhoneField",
    "PhoneUnreadable",
    "PlateUnreadable",
    "Weekend",
    "WorkCalendar",
    "add_workdays",
    "calendar_of",
    "capitalise",
    "collation_key",
    "compile_stale",
    "current_language",
    "deadline",
    "deadline_at",
    "direction",
    "fiscal_year",
    "fold",
    "fold_forms",
    "format_age",
    "format_clock",
    "format_day",
    "format_moment",
    "format_money",
    "format_number",
    "format_percent",
    "format_phone",
    "from_jalali",
    "ir_postcode_ok",
    "is_iban",
    "is_ir_legal",
    "is_ir_national",
    "is_plate",
    "is_short",
    "is_tckn",
    "is_vkn",
    "local_digits",
    "mask_id",
    "month_bucket",
    "month_name",
    "month_starts",
    "next_workday",
    "parse_day",
    "parse_number",
    "parse_phone",
    "read_plate_ir",
    "read_plate_tr",
    "text",
    "to_jalali",
    "to_latin_digits",
    "to_persian_digits",
    "tr_lower",
    "tr_upper",
    "workdays_between",
]
