"""Rules of more kinds, and how an alert ended."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("observations", "0004_slots"),
    ]

    operations = [
        migrations.AddField(
            model_name="alert",
            name="ending",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "not expired"),
                    ("cleared", "the value came back inside the limit"),
                    ("silent", "no values came any more"),
                    ("withdrawn", "corrected data showed that there was nothing"),
                    ("off", "the rule was switched off or changed"),
                ],
                default="",
                max_length=9,
            ),
        ),
        migrations.AddField(
            model_name="alert",
            name="facts",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="alert",
            name="quiet_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="rule",
            name="area",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="rule",
            name="area_wkb",
            field=models.BinaryField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="rule",
            name="edited_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="rule",
            name="kind",
            field=models.CharField(
                choices=[
                    ("threshold", "a limit is passed"),
                    ("rate", "it changes fast"),
                    ("absence", "no value comes"),
                    ("flat", "the value does not move"),
                    ("index", "a class of an index is reached"),
                    ("forecast", "a limit will probably be passed"),
                    ("area", "several stations of an area pass a limit"),
                ],
                default="threshold",
                max_length=9,
            ),
        ),
        migrations.AddField(
            model_name="rule",
            name="level",
            field=models.FloatField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="rule",
            name="min_count",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="rule",
            name="provider",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name="rule",
            name="quiet_from",
            field=models.TimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="rule",
            name="quiet_to",
            field=models.TimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="rule",
            name="source",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="rule",
            name="window_s",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="rule",
            name="statistic",
            field=models.CharField(
                choices=[
                    ("value", "each value"),
                    ("mean_1h", "1-hour mean"),
                    ("mean_24h", "24-hour mean"),
                    ("max_1h", "highest of an hour"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(fields=["status", "closed_at"], name="observations_alert_ended"),
        ),
        migrations.AddConstraint(
            model_name="rule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["threshold", "rate", "absence", "flat", "index", "forecast", "area"])
                ),
                name="observations_rule_kind_known",
            ),
        ),
    ]
