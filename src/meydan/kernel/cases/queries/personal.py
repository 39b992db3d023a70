"""Personal data in people's words, by the rules of the city's country."""

from __future__ import annotations

from django.utils.translation import gettext as _

from meydan.base.locale.public import (
    PhoneUnreadable,
    is_iban,
    is_ir_national,
    is_tckn,
    parse_phone,
    to_latin_digits,
)
from meydan.base.packs.public import current
from meydan.kernel.cases.engine.personal import IdRule, Trace, personal_traces, without

# The functions that ``ids.toml`` of a pack names, for numbers of persons.
CHECKS = {"is_tckn": is_tckn, "is_ir_national": is_ir_national}


def traces_in(words: str) -> list[Trace]:
    """Return where words hold identity numbers, phones, e-mail addresses or accounts."""
    pack = current()
    region = pack.country or "TR"

    def is_phone(digits: str) -> bool:
        try:
            parse_phone(digits, region)
        except PhoneUnreadable:
            return False
        return True

    ids = [
        IdRule(int(row["length"]), CHECKS[row["check"]])
        for row in pack.document("ids").get("id", [])
        if row.get("of") == "person" and row.get("check") in CHECKS
    ]
    return personal_traces(to_latin_digits(words), ids=ids, is_phone=is_phone, is_account=is_iban)


def kinds_said(traces: list[Trace]) -> list[str]:
    """Say what kinds of personal data were found, each once."""
    names = {
        "id": _("an identity number"),
        "phone": _("a phone number"),
        "email": _("an e-mail address"),
        "account": _("an account number"),
    }
    return [names[kind] for kind in dict.fromkeys(trace.kind for trace in traces)]


def cleaned(words: str) -> str:
    """Return words with every personal number and address taken out and its kind said in brackets."""
    marks = {
        "id": _("[identity number taken out]"),
        "phone": _("[phone taken out]"),
        "email": _("[e-mail taken out]"),
        "account": _("[account taken out]"),
    }
    return without(words, traces_in(words), marks)
