"""Addresses of incoming data."""

from django.urls import path

from meydan.kernel.observations.importing import desk as import_desk
from meydan.kernel.observations.payloads import desk, mappings_desk, push

incoming = [
    path("ingest/<slug:key>/", push.push, name="push"),
    path("desk/import/", import_desk.import_file, name="import"),
    path("desk/quarantine/", desk.quarantine, name="quarantine"),
    path("desk/quarantine/decide/", desk.decide, name="decide_quarantine"),
    path("desk/quarantine/<int:pk>/", desk.quarantined_row, name="quarantined"),
    path("desk/quarantine/mappings/", mappings_desk.mappings, name="payload_mappings"),
    path("desk/quarantine/mappings/new/", mappings_desk.new_mapping, name="new_payload_mapping"),
    path("desk/quarantine/mappings/<slug:key>/", mappings_desk.mapping, name="payload_mapping"),
]
