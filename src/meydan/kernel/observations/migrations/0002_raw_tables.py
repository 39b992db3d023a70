"""The narrow tables as they were first made."""

from django.db import migrations

TABLES = {
    "observations_value": (
        "datastream_id {integer} NOT NULL, at_us {bigint} NOT NULL, seq SMALLINT NOT NULL, "
        "value {real} NOT NULL, PRIMARY KEY (datastream_id, at_us, seq)"
    ),
    "observations_old_value": (
        "datastream_id {integer} NOT NULL, at_us {bigint} NOT NULL, seq SMALLINT NOT NULL, "
        "replaced_us {bigint} NOT NULL, value {real} NOT NULL, "
        "PRIMARY KEY (datastream_id, at_us, seq, replaced_us)"
    ),
    "observations_hour": (
        "datastream_id {integer} NOT NULL, start_us {bigint} NOT NULL, count {integer} NOT NULL, "
        "total {real} NOT NULL, low {real} NOT NULL, high {real} NOT NULL, "
        "PRIMARY KEY (datastream_id, start_us)"
    ),
    "observations_day": (
        "datastream_id {integer} NOT NULL, day {integer} NOT NULL, count {integer} NOT NULL, "
        "total {real} NOT NULL, low {real} NOT NULL, high {real} NOT NULL, "
        "PRIMARY KEY (datastream_id, day)"
    ),
    "observations_dirty_day": (
        "datastream_id {integer} NOT NULL, day {integer} NOT NULL, touched {integer} NOT NULL, "
        "PRIMARY KEY (datastream_id, day)"
    ),
}
TYPES = {
    "sqlite": {"integer": "INTEGER", "bigint": "INTEGER", "real": "REAL"},
    "postgresql": {"integer": "INTEGER", "bigint": "BIGINT", "real": "DOUBLE PRECISION"},
}
ENDING = {"sqlite": " WITHOUT ROWID", "postgresql": ""}


def make(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for name, columns in TABLES.items():
        schema_editor.execute(f"CREATE TABLE {name} ({columns.format(**TYPES[vendor])}){ENDING[vendor]}")
    if vendor == "postgresql":
        schema_editor.execute("CREATE INDEX observations_value_at ON observations_value USING brin (at_us)")


def drop(apps, schema_editor):
    for name in TABLES:
        schema_editor.execute(f"DROP TABLE {name}")


class Migration(migrations.Migration):
    dependencies = [("observations", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
