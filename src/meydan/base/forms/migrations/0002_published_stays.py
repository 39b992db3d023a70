"""The database itself refuses to change what a published version asks."""

from django.db import migrations

SQLITE = [
    """CREATE TRIGGER forms_version_stays BEFORE UPDATE OF document, number, state, form_id ON forms_formversion
       WHEN OLD.state = 'published'
       BEGIN SELECT RAISE(ABORT, 'a published version of a form cannot be changed'); END""",
]
SQLITE_BACK = ["DROP TRIGGER forms_version_stays"]
POSTGRESQL = [
    """CREATE FUNCTION forms_version_stays() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF OLD.state = 'published' AND (NEW.document::text <> OLD.document::text OR NEW.number <> OLD.number
            OR NEW.state <> OLD.state OR NEW.form_id <> OLD.form_id) THEN
           RAISE EXCEPTION 'a published version of a form cannot be changed'
             USING ERRCODE = 'integrity_constraint_violation';
         END IF;
         RETURN NEW;
       END $$""",
    """CREATE TRIGGER forms_version_stays BEFORE UPDATE ON forms_formversion
       FOR EACH ROW EXECUTE FUNCTION forms_version_stays()""",
]
POSTGRESQL_BACK = [
    "DROP TRIGGER forms_version_stays ON forms_formversion",
    "DROP FUNCTION forms_version_stays()",
]


def _run(schema_editor, sqlite, postgresql):
    statements = postgresql if schema_editor.connection.vendor == "postgresql" else sqlite
    for statement in statements:
        schema_editor.execute(statement)


def forward(apps, schema_editor):
    _run(schema_editor, SQLITE, POSTGRESQL)


def back(apps, schema_editor):
    _run(schema_editor, SQLITE_BACK, POSTGRESQL_BACK)


class Migration(migrations.Migration):
    dependencies = [("forms", "0001_initial")]
    operations = [migrations.RunPython(forward, back)]
