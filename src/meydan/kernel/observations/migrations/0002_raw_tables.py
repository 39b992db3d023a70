"""The narrow tables, made in the words of each database."""

from django.db import migrations

from meydan.kernel.observations.stores.tables import TABLES, statements


def make(apps, schema_editor):
    for statement in statements(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    for name in TABLES:
        schema_editor.execute(f"DROP TABLE {name}")


class Migration(migrations.Migration):
    dependencies = [("observations", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
