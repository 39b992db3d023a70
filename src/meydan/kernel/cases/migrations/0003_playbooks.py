"""Playbooks at work: runs, tasks, notices, and evidence of a task."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_history_stays"),
        ("people", "0002_holdings_do_not_overlap"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PlaybookNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=60)),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("kind", models.CharField(max_length=60)),
                ("target", models.CharField(blank=True, max_length=120)),
                ("names", models.JSONField(blank=True, default=dict)),
                ("due_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("sent", "Told"),
                            ("nobody", "Nobody could be reached"),
                            ("failed", "Failed"),
                            ("dropped", "Not needed any more"),
                        ],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("reached", models.PositiveSmallIntegerField(default=0)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("said", models.CharField(blank=True, max_length=300)),
            ],
        ),
        migrations.CreateModel(
            name="PlaybookRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=80)),
                ("document", models.JSONField()),
                ("alert_id", models.BigIntegerField()),
                ("rule", models.CharField(max_length=60)),
                ("severity", models.CharField(max_length=5)),
                ("station", models.JSONField(blank=True, default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "Running"), ("closed", "Over")], default="running", max_length=7
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not over yet"),
                            ("done", "Every task is done"),
                            ("over", "The alert was over"),
                            ("stopped", "Ended by hand"),
                            ("dismissed", "The alert was dismissed"),
                            ("withdrawn", "Corrected data showed that there was no alert"),
                        ],
                        default="",
                        max_length=9,
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("alert_over_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.TextField(blank=True)),
                ("is_sample", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="PlaybookTask",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=60)),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("names", models.JSONField(default=dict)),
                ("post", models.CharField(blank=True, max_length=60)),
                ("require", models.JSONField(blank=True, default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Not yet"),
                            ("open", "To do"),
                            ("done", "Done"),
                            ("dropped", "Not needed any more"),
                        ],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                ("breached_at", models.DateTimeField(blank=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("note", models.TextField(blank=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="document",
            name="document_stands_or_waits",
        ),
        migrations.AddField(
            model_name="playbookrun",
            name="closed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="playbooknotice",
            name="run",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="notices", to="cases.playbookrun"
            ),
        ),
        migrations.AddField(
            model_name="playbooktask",
            name="case",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="playbook_tasks",
                to="cases.case",
            ),
        ),
        migrations.AddField(
            model_name="playbooktask",
            name="done_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="playbooktask",
            name="run",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="tasks", to="cases.playbookrun"
            ),
        ),
        migrations.AddField(
            model_name="playbooktask",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.orgunit"
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="task",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="documents",
                to="cases.playbooktask",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("case__isnull", False),
                    ("task__isnull", False),
                    models.Q(("waiting_key", ""), _negated=True),
                    _connector="OR",
                ),
                name="document_stands_or_waits",
            ),
        ),
        migrations.AddIndex(
            model_name="playbookrun",
            index=models.Index(fields=["state", "-started_at"], name="playbook_run_list"),
        ),
        migrations.AddConstraint(
            model_name="playbookrun",
            constraint=models.UniqueConstraint(fields=("alert_id", "code"), name="playbook_once_an_alert"),
        ),
        migrations.AddConstraint(
            model_name="playbookrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("outcome", ""), ("state", "running")),
                    models.Q(
                        ("closed_at__isnull", False),
                        ("state", "closed"),
                        models.Q(("outcome", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="playbook_closed_has_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="playbooknotice",
            constraint=models.UniqueConstraint(fields=("run", "key"), name="playbook_notice_once"),
        ),
        migrations.AddIndex(
            model_name="playbooktask",
            index=models.Index(fields=["state", "due_at"], name="playbook_task_due"),
        ),
        migrations.AddConstraint(
            model_name="playbooktask",
            constraint=models.UniqueConstraint(fields=("run", "key"), name="playbook_task_once"),
        ),
        migrations.AddConstraint(
            model_name="playbooktask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["waiting", "dropped"]),
                    models.Q(("opened_at__isnull", False), ("state", "open")),
                    models.Q(("done_at__isnull", False), ("state", "done")),
                    _connector="OR",
                ),
                name="playbook_task_has_its_times",
            ),
        ),
    ]
