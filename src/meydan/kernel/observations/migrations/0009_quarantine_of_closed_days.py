"""A reason of the quarantine: the value is for a day whose values are no longer kept."""

from django.db import migrations, models

REASONS = [
    ("not_a_number", "not a number"),
    ("out_of_range", "outside what is physically possible"),
    ("in_the_future", "measured in the future"),
    ("time_impossible", "at a time that no calendar has"),
    ("time_unreadable", "its time cannot be read"),
    ("clock_wrong", "the clock of the device is wrong"),
    ("unit_unknown", "its unit is not said or does not fit"),
    ("device_unknown", "from a device nobody has registered"),
    ("stream_unknown", "for a datastream that is not there"),
    ("nothing_known", "without any value the mapping knows"),
    ("unreadable", "no JSON that can be read"),
    ("too_many", "too many values in one payload"),
    ("day_is_closed", "for a day whose values are no longer kept"),
]


class Migration(migrations.Migration):
    dependencies = [("observations", "0008_feed_of_changes")]
    operations = [
        migrations.AlterField(
            model_name="quarantinedrow", name="reason", field=models.CharField(choices=REASONS, max_length=20)
        ),
    ]
