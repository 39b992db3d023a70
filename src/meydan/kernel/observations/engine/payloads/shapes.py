"""The words of a payload mapping: what stands where, in which unit, and what is not to be taken."""

from __future__ import annotations

from typing import Any

import msgspec

Literal = str | int | float | bool | None


class When(msgspec.Struct, forbid_unknown_fields=True, rename={"is_": "is"}):
    """A condition on a value in the document: equal to ``is``, one of ``among``, above or below, or there at all."""

    path: str
    is_: Literal = None
    among: list[Literal] = []
    above: float | None = None
    below: float | None = None
    exists: bool | None = None


class TimeShape(msgspec.Struct, forbid_unknown_fields=True):
    """
    Where the time stands: the first of ``paths`` that is there.

    :param join: take the values of all paths together, with a blank between, as one text
    :param format: ``auto``, ``iso``, ``epoch_s``, ``epoch_ms``, ``epoch_us``, or a pattern as in strftime
    :param zone: of times that carry none; without it they are UTC
    :param ignore: the time of the device is not to be trusted: the moment of receipt counts
    """

    paths: list[str] = []
    join: bool = False
    format: str = "auto"
    zone: str = "UTC"
    ignore: bool = False


class FieldShape(msgspec.Struct, forbid_unknown_fields=True):
    """
    One kind of value and the datastream it belongs to; ``value * scale + offset``, then converted, is stored.

    :param key: the datastream, with ``{device}``, ``{topic...}`` and names of ``vars`` in it
    :param unit: what the device measures in; ``same`` is the datastream's own
    :param unit_path: where the payload says its unit, when ``unit`` does not
    :param missing: numbers and words that mean "no value"
    :param molar_mass: g/mol of a gas that comes as ppb or ppm; found by the property's code where it is known
    :param temperature_c: with ``pressure_hpa`` the air to which ppb are converted
    """

    path: str
    key: str
    unit: str = ""
    unit_path: str = ""
    scale: float = 1.0
    offset: float = 0.0
    missing: list[str | float] = []
    decimal: str = "."
    drop: list[When] = []
    molar_mass: float | None = None
    temperature_c: float | None = None
    pressure_hpa: float | None = None


class PayloadShape(msgspec.Struct, forbid_unknown_fields=True):
    """
    A whole mapping.

    :param records: the path to what is repeated in a payload, each read on its own; without it the whole
    :param columns: paths of lists that run side by side, each place of them a record
    :param vars: names for values in a record (or, with ``$.``, in the document), for the keys
    :param topic: a pattern of the MQTT topic or of ``?topic=``: ``sites/{site}/{device}/up``
    :param devices: what a device is called here, by the name it gives itself
    :param dedupe: paths that together name a payload, ``|0`` behind one is what its absence means; the same
        payload again is not taken in twice
    :param oldest: an earlier instant is a device that lost its clock
    """

    format: str = "plain"
    names: dict[str, str] = {}
    device: list[str] = []
    fixed_device: str = ""
    devices: dict[str, str] = {}
    topic: str = ""
    vars: dict[str, str] = {}
    records: str = ""
    columns: dict[str, str] = {}
    time: TimeShape = msgspec.field(default_factory=TimeShape)
    dedupe: list[str] = []
    oldest: str = "2000-01-01"
    drop: list[When] = []
    field: list[FieldShape] = []
    source: str = ""
    is_sample: bool = False


def as_document(shape: PayloadShape) -> dict[str, Any]:
    """The mapping as plain values."""
    found: dict[str, Any] = msgspec.to_builtins(shape)
    return found
