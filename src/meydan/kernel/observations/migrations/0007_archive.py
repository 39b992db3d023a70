"""How long values are kept, up to where they were removed, and the months that lie in the archive."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('observations', '0006_payloads'),
    ]

    operations = [
        migrations.CreateModel(
            name='KeptFrom',
            fields=[
                ('datastream', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='kept_from', serialize=False, to='observations.datastream')),
                ('raw_from_us', models.BigIntegerField()),
                ('lost_before_us', models.BigIntegerField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='RetentionRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=80, unique=True)),
                ('kept_days', models.PositiveIntegerField(blank=True, null=True)),
                ('is_archived', models.BooleanField(default=True)),
                ('source', models.CharField(blank=True, max_length=300)),
                ('is_own', models.BooleanField(default=False)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kept_days__isnull', True), ('kept_days__gt', 0), _connector='OR'), name='observations_rule_days_are_positive')],
            },
        ),
        migrations.CreateModel(
            name='ArchivedMonth',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.IntegerField()),
                ('path', models.CharField(max_length=200)),
                ('rows', models.PositiveIntegerField()),
                ('first_us', models.BigIntegerField()),
                ('last_us', models.BigIntegerField()),
                ('size', models.PositiveBigIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('content', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField()),
                ('datastream', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='archived_months', to='observations.datastream')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('datastream', 'month'), name='observations_month_archived_once')],
            },
        ),
    ]
