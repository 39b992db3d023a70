from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('forms', '0002_published_stays'),
    ]

    operations = [
        migrations.DeleteModel(name='SlotHold'),
        migrations.DeleteModel(name='Slot'),
    ]
