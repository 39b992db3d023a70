"""Mappings of payloads, and a quarantine that holds payloads beside values."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('observations', '0005_rules'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PayloadMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=60, unique=True)),
                ('names', models.JSONField(default=dict)),
                ('text', models.TextField()),
                ('is_active', models.BooleanField(default=True)),
                ('is_edited', models.BooleanField(default=False)),
                ('is_sample', models.BooleanField(default=False)),
                ('changed_at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='quarantinedrow',
            name='detail',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='quarantinedrow',
            name='device',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name='quarantinedrow',
            name='drop_reason',
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name='quarantinedrow',
            name='dropped_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='quarantinedrow',
            name='dropped_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='quarantinedrow',
            name='is_cut',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='quarantinedrow',
            name='mapping',
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name='quarantinedrow',
            name='payload',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='quarantinedrow',
            name='topic',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AlterField(
            model_name='quarantinedrow',
            name='at_us',
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='quarantinedrow',
            name='datastream',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='observations.datastream'),
        ),
        migrations.AlterField(
            model_name='quarantinedrow',
            name='reason',
            field=models.CharField(choices=[('not_a_number', 'not a number'), ('out_of_range', 'outside what is physically possible'), ('in_the_future', 'measured in the future'), ('time_impossible', 'at a time that no calendar has'), ('time_unreadable', 'its time cannot be read'), ('clock_wrong', 'the clock of the device is wrong'), ('unit_unknown', 'its unit is not said or does not fit'), ('device_unknown', 'from a device nobody has registered'), ('stream_unknown', 'for a datastream that is not there'), ('nothing_known', 'without any value the mapping knows'), ('unreadable', 'no JSON that can be read'), ('too_many', 'too many values in one payload')], max_length=20),
        ),
        migrations.AlterField(
            model_name='quarantinedrow',
            name='value',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddIndex(
            model_name='quarantinedrow',
            index=models.Index(condition=models.Q(('dropped_at__isnull', True), ('replayed_at__isnull', True)), fields=['reason', '-received_at', '-id'], name='observations_quarantine_open'),
        ),
        migrations.AddConstraint(
            model_name='quarantinedrow',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('at_us__isnull', False), ('datastream__isnull', False)), models.Q(('at_us__isnull', True), ('datastream__isnull', True)), _connector='OR'), name='observations_quarantine_value_or_payload'),
        ),
        migrations.AddField(
            model_name='payloadmapping',
            name='changed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
    ]
