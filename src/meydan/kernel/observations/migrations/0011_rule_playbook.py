"""The playbook that a rule of a city's own starts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("observations", "0010_take_at_once")]
    operations = [
        migrations.AddField(
            model_name="rule", name="playbook", field=models.CharField(blank=True, default="", max_length=60)
        ),
    ]
