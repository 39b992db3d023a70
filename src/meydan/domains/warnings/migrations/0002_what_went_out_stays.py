"""The database itself refuses to change or remove what went out."""

from django.db import migrations

from meydan.base.audit.public import keep_rows

# Stands as long as the audit log's own guard, which only the emptying of a test database lowers. Samples may go.
SQLITE = [
    """CREATE TRIGGER warnings_message_no_update BEFORE UPDATE ON warnings_publishedmessage
       BEGIN SELECT RAISE(ABORT, 'a published warning cannot be changed'); END""",
    """CREATE TRIGGER warnings_message_no_delete BEFORE DELETE ON warnings_publishedmessage
       WHEN NOT OLD.is_sample
        AND EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name = 'audit_entry_no_delete')
       BEGIN SELECT RAISE(ABORT, 'a published warning cannot be removed'); END""",
]
SQLITE_BACK = ["DROP TRIGGER warnings_message_no_update", "DROP TRIGGER warnings_message_no_delete"]
POSTGRESQL = [
    """CREATE FUNCTION warnings_message_stays() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF TG_OP = 'DELETE' AND OLD.is_sample THEN RETURN OLD; END IF;
         RAISE EXCEPTION 'a published warning cannot be changed or removed'
           USING ERRCODE = 'integrity_constraint_violation';
       END $$""",
    """CREATE TRIGGER warnings_message_stays BEFORE UPDATE OR DELETE ON warnings_publishedmessage
       FOR EACH ROW EXECUTE FUNCTION warnings_message_stays()""",
]
POSTGRESQL_BACK = [
    "DROP TRIGGER warnings_message_stays ON warnings_publishedmessage",
    "DROP FUNCTION warnings_message_stays()",
]


class Migration(migrations.Migration):
    dependencies = [("warnings", "0001_initial")]
    operations = [
        keep_rows(
            sqlite=SQLITE, sqlite_back=SQLITE_BACK, postgresql=POSTGRESQL, postgresql_back=POSTGRESQL_BACK
        )
    ]
