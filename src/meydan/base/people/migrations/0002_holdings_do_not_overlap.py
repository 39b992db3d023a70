"""One person at a time in a post: said to each database in its own words."""

from django.db import migrations

SQLITE = [
    f"""
    CREATE TRIGGER people_holding_no_overlap_{event} BEFORE {when} ON people_holding
    WHEN EXISTS (
        SELECT 1 FROM people_holding AS other
        WHERE other.post_id = NEW.post_id AND other.id IS NOT NEW.id
          AND other.from_on < COALESCE(NEW.to_on, '9999-12-31')
          AND COALESCE(other.to_on, '9999-12-31') > NEW.from_on
    )
    BEGIN SELECT RAISE(ABORT, 'people_holding_no_overlap'); END
    """
    for event, when in (("insert", "INSERT"), ("update", "UPDATE"))
]
# A range of one number stands for equality, so that the btree_gist extension is not needed.
POSTGRESQL = [
    """
    ALTER TABLE people_holding ADD CONSTRAINT people_holding_no_overlap EXCLUDE USING gist (
        int8range(post_id, post_id, '[]') WITH &&, daterange(from_on, to_on) WITH &&
    )
    """
]
UNDO = {
    "sqlite": [
        "DROP TRIGGER IF EXISTS people_holding_no_overlap_insert",
        "DROP TRIGGER IF EXISTS people_holding_no_overlap_update",
    ],
    "postgresql": ["ALTER TABLE people_holding DROP CONSTRAINT IF EXISTS people_holding_no_overlap"],
}


def forbid(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[vendor]:
        schema_editor.execute(statement, params=None)


def allow(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [migrations.RunPython(forbid, allow)]
