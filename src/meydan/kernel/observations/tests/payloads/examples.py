"""Payloads as two network servers document them, written by hand from the names of their fields."""

from __future__ import annotations

import json
from typing import Any

CHIRPSTACK_UP: dict[str, Any] = {
    "deduplicationId": "3ac7e3c4-4401-4b8d-9386-a5c902f9202d",
    "time": "2026-11-23T08:58:12.345678901+00:00",
    "deviceInfo": {
        "tenantId": "52f14cd4-c6f1-4fbd-8f87-4025e1d49242",
        "tenantName": "Gümüşhane Belediyesi",
        "applicationId": "17c82e96-be03-4f38-aef3-f83d48582d97",
        "applicationName": "hava",
        "deviceProfileId": "14855bf7-d10d-4aee-b618-ebfcb64dc7ad",
        "deviceProfileName": "AM103",
        "deviceName": "karşıyaka-1",
        "devEui": "24E124707C481234",
        "tags": {"station": "Karsiyaka"},
    },
    "devAddr": "00189440",
    "adr": True,
    "dr": 5,
    "fCnt": 4,
    "fPort": 85,
    "confirmed": False,
    "data": "AXVcA2c0AQRoZQ==",
    "object": {"temperature": 30.8, "humidity": 50.5, "pressure": 872.4, "battery": 92},
    "rxInfo": [
        {
            "gatewayId": "0016c001f153a14c",
            "uplinkId": 4217106255,
            "gwTime": "2026-11-23T08:58:12.301Z",
            "nsTime": "2026-11-23T08:58:12.390Z",
            "rssi": -36,
            "snr": 10.5,
        }
    ],
    "txInfo": {
        "frequency": 867100000,
        "modulation": {"lora": {"bandwidth": 125000, "spreadingFactor": 7, "codeRate": "CR_4_5"}},
    },
}
CHIRPSTACK_JOIN = {
    "deduplicationId": "c9dbe358-2578-4fb7-b295-66b44edc45a6",
    "time": "2026-11-23T08:50:00Z",
    "deviceInfo": CHIRPSTACK_UP["deviceInfo"],
    "devAddr": "00189440",
}
CHIRPSTACK_STATUS = {
    "deduplicationId": "d1b3f5a8-5a4a-4b0a-9a57-1d0a1f0a7f11",
    "time": "2026-11-23T09:10:00Z",
    "deviceInfo": CHIRPSTACK_UP["deviceInfo"],
    "margin": 10,
    "externalPowerSource": False,
    "batteryLevelUnavailable": False,
    "batteryLevel": 75.3,
}
TTS_UP: dict[str, Any] = {
    "end_device_ids": {
        "device_id": "dere-2",
        "application_ids": {"application_id": "gumushane"},
        "dev_eui": "70B3D57ED0001A2B",
        "join_eui": "800000000000000C",
        "dev_addr": "260B1A2B",
    },
    "correlation_ids": ["as:up:01HG0000000000000000000000", "gs:uplink:01HG0000000000000000000001"],
    "received_at": "2026-11-23T08:59:01.935284891Z",
    "uplink_message": {
        "session_key_id": "AXA50tHUdUucgfyetyKIVQ==",
        "f_port": 1,
        "f_cnt": 117,
        "frm_payload": "AQIDBA==",
        "decoded_payload": {"level_cm": 142, "battery_v": 3.61},
        "rx_metadata": [
            {
                "gateway_ids": {"gateway_id": "belediye-cati"},
                "time": "2026-11-23T08:59:00.100Z",
                "rssi": -93,
                "snr": 7.2,
            }
        ],
        "received_at": "2026-11-23T08:59:00.731Z",
        "consumed_airtime": "0.061696s",
    },
}

AIR = """
format = "chirpstack"
names = { tr = "Hava istasyonları", fa = "ایستگاه‌های هوا", en = "Air stations" }
[[field]]
path = "object.temperature"
key = "{device}-air_temperature"
unit = "°C"
[[field]]
path = "object.humidity"
key = "{device}-relative_humidity"
unit = "%"
[[field]]
path = "object.pressure"
key = "{device}-air_pressure"
unit = "hPa"
"""
RIVER = """
format = "tts"
[devices]
"70B3D57ED0001A2B" = "dere-2"
[[field]]
path = "uplink_message.decoded_payload.level_cm"
key = "{device}-river_level"
unit = "cm"
"""
PLAIN = """
device = ["device"]
records = "readings[*]"
dedupe = ["$.id"]
[vars]
name = "name"
[time]
paths = ["at"]
[[field]]
path = "value"
key = "{device}-{name}"
unit_path = "unit"
missing = [-999]
"""


def body(document: object) -> bytes:
    """A document as a gateway sends it."""
    return json.dumps(document, ensure_ascii=False).encode()
