"""The database itself refuses to change what a published version asks."""

from django.db import migrations

from meydan.base.audit.public import keep_rows

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


class Migration(migrations.Migration):
    dependencies = [("forms", "0001_initial")]
    operations = [
        keep_rows(
            sqlite=SQLITE, sqlite_back=SQLITE_BACK, postgresql=POSTGRESQL, postgresql_back=POSTGRESQL_BACK
        )
    ]
