"""What the wire formats of two network servers mean, so that a mapping need name its fields alone."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from meydan.kernel.observations.engine.payloads.shapes import PayloadShape, TimeShape, When

# ChirpStack v4: JSON of its integration events (chirpstack_api, integration.proto, UplinkEvent).
CHIRPSTACK = PayloadShape(
    format="chirpstack",
    device=["deviceInfo.devEui"],
    time=TimeShape(paths=["time", "rxInfo[*].gwTime", "rxInfo[*].nsTime", "rxInfo[*].time"]),
    dedupe=["deduplicationId"],
)
# The Things Stack v3: "Data Formats", uplink messages. Empty fields are left out, so a counter of 0 is not sent.
TTS = PayloadShape(
    format="tts",
    device=["end_device_ids.dev_eui", "end_device_ids.device_id"],
    time=TimeShape(paths=["uplink_message.received_at", "received_at"]),
    dedupe=["end_device_ids.device_id", "uplink_message.session_key_id", "uplink_message.f_cnt|0"],
    drop=[When(path="simulated", is_=True)],
)
KNOWN = {"plain": PayloadShape(), "chirpstack": CHIRPSTACK, "tts": TTS}
# Where each server puts what it decoded, and what it was decoded from.
DECODED = {
    "chirpstack": ("object", "data"),
    "tts": ("uplink_message.decoded_payload", "uplink_message.frm_payload"),
}
# Messages of each server that carry no measurement: they are passed over, not kept as a fault.
SPEAKS_OF_ITSELF = {
    "chirpstack": ("joinEui", "acknowledged", "queueItemId", "level", "location", "margin", "devAddr"),
    "tts": (
        "join_accept", "downlink_ack", "downlink_nack", "downlink_sent", "downlink_failed", "downlink_queued",
        "downlink_queue_invalidated", "location_solved", "service_data",
    ),
}  # fmt: skip


def completed(shape: PayloadShape) -> PayloadShape:
    """A mapping with what its format says, where it says nothing itself."""
    usual = KNOWN[shape.format]
    return replace(
        shape,
        device=shape.device or usual.device,
        time=shape.time if shape.time != TimeShape() else usual.time,
        dedupe=shape.dedupe or usual.dedupe,
        drop=[*usual.drop, *shape.drop],
    )


def is_about_itself(document: Any, format_: str) -> bool:
    """Whether a network server tells of joins, downlinks or its own health, and of nothing measured."""
    if not isinstance(document, dict) or format_ not in SPEAKS_OF_ITSELF:
        return False
    return any(name in document for name in SPEAKS_OF_ITSELF[format_])
