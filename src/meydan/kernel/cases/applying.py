"""What a form for a service is: whose it is, where it leads back to, and who may fill it in for somebody."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from meydan.base.forms.public import Purpose
from meydan.kernel.cases.operations.applying import take_form
from meydan.kernel.cases.policies import case_policy
from meydan.kernel.cases.queries.cases import CaseUnknown, by_code, own_key, service
from meydan.kernel.cases.views.visitor import remember_code


def _title(code: str) -> Mapping[str, str]:
    found = service(code)
    return found.names if found else {}


def _back(code: str) -> str:
    return reverse("cases:service", args=[code])


def _form(code: str) -> str:
    found = service(code)
    return found.form if found else ""


def _may_assist(account: Any) -> bool:
    return case_policy.may(account, "note")


def _fee(code: str) -> Decimal:
    found = service(code)
    try:
        return Decimal(str(found.fee.get("amount") or 0)) if found else Decimal(0)
    except ArithmeticError:
        return Decimal(0)


def _remember(request: HttpRequest, code: str) -> str:
    try:
        case = by_code(code)
    except CaseUnknown:
        return ""
    remember_code(request, case.code)
    return own_key(case)


FOR_SERVICES = Purpose(
    take=take_form,
    title=_title,
    back=_back,
    form=_form,
    may_assist=_may_assist,
    fee=_fee,
    remember=_remember,
)
