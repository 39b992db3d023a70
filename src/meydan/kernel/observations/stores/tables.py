"""The statements that make the raw tables, for the migration."""

# ``at_us`` is microseconds since 1970 UTC, ``start_us`` the first of a civil hour,
# ``day`` the civil day counted from 1970-01-01.
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
# Clustering by the key saves SQLite the second tree of a rowid table.
ENDING = {"sqlite": " WITHOUT ROWID", "postgresql": ""}


def statements(vendor: str) -> list[str]:
    """The CREATE TABLE statements of ``vendor`` ("sqlite" or "postgresql")."""
    made = [
        f"CREATE TABLE {name} ({columns.format(**TYPES[vendor])}){ENDING[vendor]}"
        for name, columns in TABLES.items()
    ]
    if vendor == "postgresql":
        made.append("CREATE INDEX observations_value_at ON observations_value USING brin (at_us)")
    return made
