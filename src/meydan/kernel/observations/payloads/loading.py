"""Mappings of payloads come from the pack: ``payloads/<key>.toml``."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from meydan.base.packs.public import LoadReport, Pack
from meydan.kernel.observations.models import PayloadMapping
from meydan.kernel.observations.payloads.mapping import PayloadMappingUnreadable, shape_of
from meydan.kernel.observations.payloads.toml import toml_of

FOLDER = "payloads"


@transaction.atomic
def load_payloads(pack: Pack, now: datetime, is_sample: bool) -> LoadReport:
    """Make or change the mappings of the pack; what staff changed here stays as they left it."""
    known = {mapping.key: mapping for mapping in PayloadMapping.objects.all()}
    created = updated = unchanged = 0
    remarks = []
    for key, document in sorted(pack.documents(FOLDER).items()):
        text = toml_of(document)
        try:
            shape = shape_of(text)
        except PayloadMappingUnreadable as fault:
            remarks.append(f"{FOLDER}/{key}.toml: {fault}")
            continue
        found = known.get(key)
        if found is not None and (found.is_edited or found.text == text):
            unchanged += 1
            continue
        PayloadMapping.objects.update_or_create(
            key=key,
            defaults={"names": shape.names, "text": text, "is_sample": is_sample, "changed_at": now},
        )
        created, updated = created + (found is None), updated + (found is not None)
    return LoadReport(created=created, updated=updated, unchanged=unchanged, remarks=remarks)
