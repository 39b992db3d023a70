"""The database itself refuses to change a paper that was issued, or to remove one."""

from django.db import migrations

from meydan.base.audit.public import keep_rows

FIXED = (
    "code, kind, names, series_id, number, shown_number, thing, unit_names, language, law, is_law_reviewed, "
    "sha256, size_bytes, is_archival, issued_at, issued_by_id, replaces_id, is_sample"
)
# As with the history of cases: sample papers may go, and the emptying of a test database lowers the guard.
SQLITE = [
    f"""CREATE TRIGGER papers_paper_fixed BEFORE UPDATE OF {FIXED} ON papers_paper
       BEGIN SELECT RAISE(ABORT, 'an issued paper cannot be changed'); END""",
    """CREATE TRIGGER papers_paper_annulled_stays BEFORE UPDATE OF state ON papers_paper
       WHEN OLD.state = 'annulled'
       BEGIN SELECT RAISE(ABORT, 'an annulled paper stays annulled'); END""",
    """CREATE TRIGGER papers_paper_no_delete BEFORE DELETE ON papers_paper
       WHEN NOT OLD.is_sample
        AND EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name = 'audit_entry_no_delete')
       BEGIN SELECT RAISE(ABORT, 'an issued paper cannot be removed'); END""",
]
SQLITE_BACK = [
    "DROP TRIGGER papers_paper_fixed",
    "DROP TRIGGER papers_paper_annulled_stays",
    "DROP TRIGGER papers_paper_no_delete",
]
POSTGRESQL = [
    """CREATE FUNCTION papers_paper_stays() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF TG_OP = 'DELETE' AND OLD.is_sample THEN RETURN OLD; END IF;
         RAISE EXCEPTION 'an issued paper cannot be changed or removed'
           USING ERRCODE = 'integrity_constraint_violation';
       END $$""",
    f"""CREATE TRIGGER papers_paper_fixed BEFORE UPDATE OF {FIXED} ON papers_paper
       FOR EACH ROW EXECUTE FUNCTION papers_paper_stays()""",
    """CREATE TRIGGER papers_paper_annulled_stays BEFORE UPDATE OF state ON papers_paper
       FOR EACH ROW WHEN (OLD.state = 'annulled') EXECUTE FUNCTION papers_paper_stays()""",
    """CREATE TRIGGER papers_paper_no_delete BEFORE DELETE ON papers_paper
       FOR EACH ROW EXECUTE FUNCTION papers_paper_stays()""",
]
POSTGRESQL_BACK = [
    "DROP TRIGGER papers_paper_fixed ON papers_paper",
    "DROP TRIGGER papers_paper_annulled_stays ON papers_paper",
    "DROP TRIGGER papers_paper_no_delete ON papers_paper",
    "DROP FUNCTION papers_paper_stays()",
]


class Migration(migrations.Migration):
    dependencies = [("papers", "0001_initial"), ("audit", "__first__")]
    operations = [
        keep_rows(
            sqlite=SQLITE, sqlite_back=SQLITE_BACK, postgresql=POSTGRESQL, postgresql_back=POSTGRESQL_BACK
        )
    ]
