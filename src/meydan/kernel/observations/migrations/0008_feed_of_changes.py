"""The feed tells of changed entities too; keys for a broker; how far the feed was passed on."""

from django.db import migrations, models


def add_kind(apps, schema_editor):
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        known = {one.name for one in connection.introspection.get_table_description(cursor, "observations_feed")}
    # A new home has it already: its tables are made as they are described today.
    if "kind" not in known:
        schema_editor.execute("ALTER TABLE observations_feed ADD COLUMN kind INTEGER NOT NULL DEFAULT 0")


class Migration(migrations.Migration):
    dependencies = [("observations", "0007_archive")]
    operations = [
        migrations.RunPython(add_kind, migrations.RunPython.noop),
        migrations.AddField(
            model_name="accesskey", name="broker_hash", field=models.CharField(blank=True, max_length=200, default=""),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="FeedPlace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, unique=True)),
                ("after", models.BigIntegerField(null=True)),
                ("holder", models.CharField(blank=True, max_length=120)),
                ("held_until_us", models.BigIntegerField(default=0)),
            ],
        ),
    ]
