"""The database itself refuses to change or delete an entry of the log."""

from django.db import migrations

from meydan.base.audit.guards import lower_guards, raise_guards


def guard(apps, schema_editor):
    raise_guards(schema_editor.connection)


def unguard(apps, schema_editor):
    lower_guards(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
