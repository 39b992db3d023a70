"""The plain batch in one statement that needs nothing around it; when a newest value came is asked by nobody."""

from django.db import migrations

from meydan.kernel.observations.stores.plain import FUNCTION

BEFORE = (
    "bigint[], bigint[], double precision[], bigint[], bigint[], bigint[], bigint[], double precision[], "
    "bigint[], bigint[], text, bigint, bigint, bigint, timestamptz, bytea"
)


def replace_function(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP FUNCTION IF EXISTS observations_take_plain({BEFORE})")
        schema_editor.execute(FUNCTION.read_text(encoding="utf-8"))


class Migration(migrations.Migration):
    dependencies = [("observations", "0009_quarantine_of_closed_days")]
    operations = [
        migrations.RunPython(replace_function, migrations.RunPython.noop),
        migrations.RemoveField(model_name="latestvalue", name="received_at"),
    ]
