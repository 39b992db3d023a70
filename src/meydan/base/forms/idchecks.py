"""Numbers of persons and parts of addresses, judged by what the pack says of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from meydan.base.locale import public as locale
from meydan.base.locale.public import text, to_latin_digits
from meydan.base.packs.public import current

# What a pack may name; anything else in a pack's file is not called.
CHECKS = {name: getattr(locale, name) for name in ("is_tckn", "is_vkn", "is_ir_national", "is_ir_legal")}
_JOINTS = re.compile(r"[\s\-./\u200b-\u200f]+")


def kinds() -> list[dict[str, Any]]:
    """The kinds of identity numbers of this country."""
    return list(current().document("ids").get("id", []))


def checked(kind: str, words: str) -> str:
    """
    Return an identity number without joints and in Latin digits.

    :param kind: the pack's code of it; empty for a person's
    :raises ValidationError: if its check digits are wrong
    """
    number = _JOINTS.sub("", to_latin_digits(words)).upper()
    rule = next(
        (one for one in kinds() if (one["code"] == kind if kind else one.get("of") == "person")), None
    )
    if rule is None:
        if not 4 <= len(number) <= 20:
            raise ValidationError(_("This is not an identity number. Write it as it stands on the card."))
        return number
    check = CHECKS.get(rule["check"])
    if check is not None and not check(number):
        said = _(
            "This is not a valid %(name)s: it has %(length)s digits, and the last ones check the others."
        )
        length = locale.local_digits(str(rule["length"]))
        raise ValidationError(said % {"name": text(rule["names"]), "length": length})
    return number.zfill(int(rule["length"]))


def check_parts(parts: Sequence[Mapping[str, Any]], kept: dict[str, str]) -> None:
    """
    Judge the parts of an address or parcel that were written; digits become Latin where the pack has a pattern.

    :raises ValidationError: with a fault for each part that is missing or wrong
    """
    faults: list[ValidationError] = []
    unions: dict[str, list[str]] = {}
    for part in parts:
        code, name = part["code"], text(part["names"])
        if part.get("one_of"):
            unions.setdefault(part["one_of"], []).append(name)
        if part.get("required") and not kept.get(code):
            faults.append(ValidationError(_("Write this: %(name)s.") % {"name": name}, code=code))
        if part.get("pattern") and kept.get(code):
            kept[code] = _JOINTS.sub("", to_latin_digits(kept[code]))
            if not re.fullmatch(part["pattern"], kept[code][:40]):
                said = _("%(name)s is not written as it should be.") % {"name": name}
                faults.append(ValidationError(said, code=code))
    for group, names in unions.items():
        members = [part["code"] for part in parts if part.get("one_of") == group]
        if not any(kept.get(code) for code in members):
            said = _("Write one of these: %(names)s.") % {"names": pgettext("list", ", ").join(names)}
            faults.append(ValidationError(said, code=members[0]))
    if faults:
        raise ValidationError(faults)
