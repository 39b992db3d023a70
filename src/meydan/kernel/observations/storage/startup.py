"""What this part of the room registers when the program starts."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_migrate
from django.utils.translation import gettext_lazy as _


def register(app: Any) -> None:
    """The doctor's check, the verb of the log, the pack's rules, and what follows migrations and removals."""
    from meydan.base.audit.public import register_check, register_verb
    from meydan.base.packs.public import register_loader
    from meydan.kernel.observations.models import ArchivedMonth
    from meydan.kernel.observations.storage.checks import disk_will_do
    from meydan.kernel.observations.storage.loading import load_retention

    register_check("disk.measurements", disk_will_do)
    register_verb("observations.retention", _("Time for which measurements are kept changed"))
    register_loader("retention", load_retention, order=115)
    post_migrate.connect(_make_months, sender=app, dispatch_uid="observations.make_months")
    post_delete.connect(_remove_file, sender=ArchivedMonth, dispatch_uid="observations.remove_archived")


def _make_months(using: str, **_told: Any) -> None:
    """A start brings the months to come, before anything writes."""
    from django.db import connections
    from django.utils import timezone

    from meydan.kernel.observations.engine.moments import to_us
    from meydan.kernel.observations.stores import partitions

    if partitions.PARENT in connections[using].introspection.table_names():
        partitions.ensure(to_us(timezone.now()), using)


def _remove_file(instance: Any, using: str, **_told: Any) -> None:
    """With a datastream its values in the archive go too, once that is certain."""
    from django.db import transaction

    from meydan.kernel.observations.stores import archive

    file = archive.folder() / instance.path
    transaction.on_commit(lambda: file.unlink(missing_ok=True), using=using)
