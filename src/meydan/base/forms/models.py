"""Forms, and what is being filled in."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Form(models.Model):
    """A form by its code; what it asks stands in its versions."""

    code = models.SlugField(max_length=40, unique=True)
    # Whether the newest published version is the pack's or the city's own.
    is_own = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    is_sample = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.code


class FormVersion(models.Model):
    """One version; a published one never changes, which the database sees to: answers keep their questions."""

    class State(models.TextChoices):
        DRAFT = "draft", _("being written")
        PUBLISHED = "published", _("published")

    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    is_of_pack = models.BooleanField(default=False)
    # Counts the changes of a version being written, so that two people do not write over each other.
    revision = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form", "number"], name="form_version_numbered"),
            models.UniqueConstraint(
                fields=["form"], condition=models.Q(state="draft"), name="form_one_version_being_written"
            ),
            models.CheckConstraint(
                name="form_version_published_has_moment",
                condition=models.Q(state="draft", published_at__isnull=True)
                | models.Q(state="published", published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form_id}/{self.number}"


class Draft(models.Model):
    """
    A form being filled in: everything written is sealed, and goes with the draft when its time is over.

    After sending, only which form, when and what came of it stay; the answers belong to what was opened.
    """

    class Channel(models.TextChoices):
        WEB = "web", _("Web")
        COUNTER = "counter", _("At the counter")
        PHONE = "phone", _("By telephone")
        FIELD = "field", _("On the spot")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="drafts")
    # Who takes the answers and about what: "service:building_permit".
    purpose = models.CharField(max_length=120)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.WEB)
    # The officer who fills it in for somebody; nobody when a citizen does.
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    language = models.CharField(max_length=8, default="en")
    answers_sealed = models.BinaryField(default=bytes)
    # Digests: a draft is recognised by its code and phone, and neither can be read from the table.
    code_digest = models.CharField(max_length=64, blank=True, db_index=True)
    phone_digest = models.CharField(max_length=64, blank=True)
    # Counts the writings, so that two devices do not write over each other.
    revision = models.PositiveIntegerField(default=1)
    begun_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    # What came of it: a reference such as "cases.case:12", and the code that the citizen keeps.
    result_ref = models.CharField(max_length=80, blank=True)
    result_code = models.CharField(max_length=40, blank=True)
    result_href = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="draft_sent_has_result",
                condition=models.Q(sent_at__isnull=True, result_ref="")
                | (models.Q(sent_at__isnull=False) & ~models.Q(result_ref="")),
            )
        ]

    def __str__(self) -> str:
        return f"draft {self.key}"


class DraftFile(models.Model):
    """A file of a draft, sealed under media; it goes with the draft."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    field = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=60)
    suffix = models.CharField(max_length=8)
    size_bytes = models.PositiveIntegerField()
    width_px = models.PositiveIntegerField(null=True, blank=True)
    height_px = models.PositiveIntegerField(null=True, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "field", "sha256"], name="draft_file_once_a_field")
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.sha256[:12]}"
