"""Instant and sequence become one number; every datastream has its latest row, every thing its location."""

import json

from django.conf import settings
from django.db import migrations

from meydan.kernel.observations.stores.plain import FUNCTION
from meydan.kernel.observations.stores.tables import statements

# Old table -> the columns of the new one, drawn from the old.
MOVED = {
    "observations_value": ("slot, value, datastream_id", "at_us * 32 + seq, value, datastream_id"),
    "observations_old_value": (
        "datastream_id, slot, replaced_us, value",
        "datastream_id, at_us * 32 + seq, replaced_us, value",
    ),
}
NEW = [
    "observations_detail",
    "observations_moved",
    "observations_arrival",
    "observations_feed",
    "observations_listener",
]
NAMED = ("Thing", "Sensor", "ObservedProperty", "Datastream")


def convert(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    if vendor == "postgresql":
        schema_editor.execute("DROP INDEX observations_value_at")
    for name, (into, drawn) in MOVED.items():
        schema_editor.execute(f"ALTER TABLE {name} RENAME TO {name}_before")
        if vendor == "postgresql":
            # The key's own name stays with the renamed table, and would be in the way of the new one.
            schema_editor.execute(f"ALTER TABLE {name}_before DROP CONSTRAINT {name}_pkey")
        for statement in statements(vendor, [name]):
            schema_editor.execute(statement)
        schema_editor.execute(f"INSERT INTO {name} ({into}) SELECT {drawn} FROM {name}_before")
        schema_editor.execute(f"DROP TABLE {name}_before")
    for statement in statements(vendor, NEW):
        schema_editor.execute(statement)
    if vendor == "postgresql":
        schema_editor.execute(FUNCTION.read_text(encoding="utf-8"))


def fill(apps, schema_editor):
    alias = schema_editor.connection.alias
    language = settings.LANGUAGE_CODE
    for model in (apps.get_model("observations", name) for name in NAMED):
        for row in model.objects.using(alias).filter(name="").iterator():
            names = row.names if isinstance(row.names, dict) else json.loads(row.names)
            row.name = names.get(language) or next(iter(names.values()), "")
            row.save(update_fields=["name"])
    schema_editor.execute(
        "INSERT INTO observations_latestvalue (datastream_id, seq) SELECT d.id, 0 FROM observations_datastream d "
        "WHERE NOT EXISTS (SELECT 1 FROM observations_latestvalue l WHERE l.datastream_id = d.id)"
    )
    schema_editor.execute(
        "UPDATE observations_latestvalue SET first_us = (SELECT min(v.slot) >> 5 FROM observations_value v "
        "WHERE v.datastream_id = observations_latestvalue.datastream_id)"
    )
    _stand(apps, alias)


def _stand(apps, alias):
    import shapely

    thing_model, location_model = (apps.get_model("observations", name) for name in ("Thing", "Location"))
    for thing in thing_model.objects.using(alias).filter(lon__isnull=False).iterator():
        made = location_model.objects.using(alias).create(
            name=thing.name,
            location={"type": "Point", "coordinates": [thing.lon, thing.lat]},
            wkb=shapely.to_wkb(shapely.Point(thing.lon, thing.lat)),
            west=thing.lon, east=thing.lon, south=thing.lat, north=thing.lat,
        )  # fmt: skip
        made.things.add(thing)


class Migration(migrations.Migration):
    dependencies = [("observations", "0003_sensorthings")]
    operations = [
        migrations.RunPython(convert, migrations.RunPython.noop),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
