"""The database itself refuses to change or remove a line of history."""

from django.db import migrations

from meydan.base.audit.public import keep_rows

# The guard stands as long as the audit log's own does, which only the emptying of a test database lowers.
# Sample rows are removable with one command, so a sample line may go; no line may ever change.
SQLITE = [
    """CREATE TRIGGER cases_caseevent_no_update BEFORE UPDATE ON cases_caseevent
       BEGIN SELECT RAISE(ABORT, 'a line of case history cannot be changed'); END""",
    """CREATE TRIGGER cases_caseevent_no_delete BEFORE DELETE ON cases_caseevent 
       WHEN NOT OLD.is_sample
        AND EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name = 'audit_entry_no_delete')
       BEGIN SELECT RAISE(ABORT, 'a line of case history cannot be removed'); END""",
]
SQLITE_BACK = ["DROP TRIGGER cases_caseevent_no_update", "DROP TRIGGER cases_caseevent_no_delete"]
POSTGRESQL = [
    """CREATE FUNCTION cases_history_stays() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF TG_OP = 'DELETE' AND OLD.is_sample THEN RETURN OLD; END IF;
         RAISE EXCEPTION 'a line of case history cannot be changed or removed'
           USING ERRCODE = 'integrity_constraint_violation';
       END $$""",
    """CREATE TRIGGER cases_caseevent_stays BEFORE UPDATE OR DELETE ON cases_caseevent
       FOR EACH ROW EXECUTE FUNCTION cases_history_stays()""",
]
POSTGRESQL_BACK = [
    "DROP TRIGGER cases_caseevent_stays ON cases_caseevent",
    "DROP FUNCTION cases_history_stays()",
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [
        keep_rows(
            sqlite=SQLITE, sqlite_back=SQLITE_BACK, postgresql=POSTGRESQL, postgresql_back=POSTGRESQL_BACK
        )
    ]
