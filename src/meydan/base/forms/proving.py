"""Asks registers for facts; whatever they do, the form goes on."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from meydan.base.forms.engine.answers import wrong_with
from meydan.base.forms.engine.definition import Field, FormDefinition
from meydan.base.forms.registry import NotInRegister, Proof, RegisterSilent, source_of

log = logging.getLogger(__name__)


def ask_registers(
    form: FormDefinition, answers: Mapping[str, Any], asked_by: set[str], today: date
) -> tuple[dict[str, Any], dict[str, Any]]:
    """
    Ask for every fact whose key is among ``asked_by``; return what was said of each field, and the values.

    Each register is asked once for each key. One that is not connected, silent or wrong leaves its fields unproven.
    """
    proofs: dict[str, Any] = {}
    values: dict[str, Any] = {}
    heard: dict[tuple[str, str], Mapping[str, Any] | str] = {}
    for field in form.fields:
        if not field.source or field.source_key not in asked_by or answers.get(field.source_key) is None:
            continue
        asked = (field.source, field.source_key)
        if asked not in heard:
            heard[asked] = _hear(field, answers[field.source_key])
        proof = _proof(field, heard[asked], today)
        proofs[field.code] = proof.as_json()
        if proof.state == "proven":
            values[field.code] = proof.value
    return proofs, values


def ask_again(
    form: FormDefinition, answers: Mapping[str, Any], proofs: Mapping[str, Any], now: datetime
) -> dict[str, Any]:
    """Ask the registers that were silent once more; return what is known now of the fields they are about."""
    silent = {code for code, proof in proofs.items() if proof["state"] == "silent"}
    keys = {form.by_code[code].source_key for code in silent if code in form.by_code}
    fresh, _values = ask_registers(form, answers, keys, timezone.localdate(now))
    return {code: proof for code, proof in fresh.items() if code in silent and proof["state"] != "silent"}


def _hear(field: Field, key: Any) -> Mapping[str, Any] | str:
    source = source_of(field.source)
    if source is None:
        return "silent"
    try:
        return source.ask(key)
    except NotInRegister:
        return "absent"
    except RegisterSilent:
        return "silent"
    except Exception:
        # A connector that breaks must not stop a citizen; its fault is for the people who keep it.
        log.exception("the register %s broke", field.source)
        return "silent"


def _proof(field: Field, heard: Mapping[str, Any] | str, today: date) -> Proof:
    source = source_of(field.source)
    names = source.names if source else {}
    if isinstance(heard, str):
        return Proof(heard, field.source, field.law, today, None, names)
    value = heard.get(field.code)
    if value is None or wrong_with(field, value) is not None:
        return Proof("absent", field.source, field.law, today, None, names)
    return Proof("proven", field.source, field.law, today, value, names)


def state_of(proof: Mapping[str, Any], answer: Any) -> str:
    """How an answer stands to what the register said: proven, changed, absent or silent."""
    if proof["state"] != "proven":
        return str(proof["state"])
    return "proven" if proof["value"] == answer else "changed"
