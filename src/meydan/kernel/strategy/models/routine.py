"""The question of every quarter: asked of posts, answered in one sentence, and what could not be read."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Quarter(models.Model):
    """A quarter in which every open action is asked about; its days follow the calendar of the city."""

    starts_on = models.DateField(unique=True)
    # The first day of the next quarter, on which every code of this one is void.
    ends_on = models.DateField()
    opened_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="quarter_ends_after_it_starts", condition=models.Q(ends_on__gt=models.F("starts_on"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.starts_on:%Y-%m-%d}"


class PostAddress(models.Model):
    """Where a post is asked: the office's own telephone or e-mail; without one, its holder's account is."""

    post = models.OneToOneField("people.Post", on_delete=models.CASCADE, related_name="+")
    # Sealed, for an office telephone is often somebody's own.
    phone_sealed = models.BinaryField(default=bytes, blank=True)
    email_sealed = models.BinaryField(default=bytes, blank=True)
    language = models.CharField(max_length=5, blank=True)
    changed_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"address of post {self.post_id}"


class Question(models.Model):
    """One action asked about in one quarter; it is answered once."""

    class Way(models.TextChoices):
        EMAIL = "email", pgettext_lazy("way of an answer", "by e-mail")
        SMS = "sms", pgettext_lazy("way of an answer", "by text message")
        LINK = "link", pgettext_lazy("way of an answer", "by the link")
        PHONE = "phone", pgettext_lazy("way of an answer", "written down by the unit")
        DESK = "desk", pgettext_lazy("way of an answer", "on the desk")

    quarter = models.ForeignKey(Quarter, on_delete=models.CASCADE, related_name="questions")
    action = models.ForeignKey("strategy.Action", on_delete=models.CASCADE, related_name="questions")
    # Who was asked: the post, and which holding of it, so that a code does not pass on with the post.
    post = models.ForeignKey(
        "people.Post", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    holding = models.ForeignKey(
        "people.Holding", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    issue = models.PositiveSmallIntegerField(default=0)
    # By which the sender of a reply is known again; the address itself is not kept here.
    address_digest = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=5, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    answered_at = models.DateTimeField(null=True, blank=True)
    way = models.CharField(max_length=5, choices=Way.choices, blank=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="action_asked_once_a_quarter", fields=["quarter", "action"])
        ]
        indexes = [
            models.Index(fields=["action", "answered_at"], name="questions_of_an_action"),
            models.Index(fields=["address_digest"], name="questions_by_address"),
        ]

    def __str__(self) -> str:
        return f"{self.action_id}@{self.quarter_id}"


class Reply(models.Model):
    """What came in as an answer: taken, left alone, or waiting for the unit with the reason why."""

    class Fault(models.TextChoices):
        NO_CODE = "no_code", _("It carries no code, and it is not clear which question it answers.")
        FOREIGN_CODE = "foreign_code", _("Its code is not one of ours.")
        SEVERAL_CODES = "several_codes", _("It carries the codes of several questions.")
        WRONG_ADDRESS = "wrong_address", _("It came from another address than the one that was asked.")
        USED = "used", _("The question had been answered before.")
        EXPIRED = "expired", _("The quarter of its question is over.")
        HANDED_OVER = "handed_over", _("The post has another holder since the question was asked.")
        NO_PERCENT = "no_percent", _("No percentage stands at its beginning.")
        TOO_MUCH = "too_much", _("Its percentage is above one hundred.")
        SEVERAL = "several", _("It holds several percentages.")
        NO_SENTENCE = "no_sentence", _("No sentence stands beside the percentage.")
        UNEXPLAINED = "unexplained", _("The date has passed and it does not say why.")
        CLOSED = "closed", _("The action is finished or given up.")
        TOO_LARGE = "too_large", _("The mail is too large to be read.")
        TOO_NESTED = "too_nested", _("The mail is packed in too many layers.")
        NO_SENDER = "no_sender", _("It does not say who sent it.")
        NO_WORDS = "no_words", _("It holds no text that can be read.")

    class State(models.TextChoices):
        TAKEN = "taken", pgettext_lazy("state of a reply", "taken")
        WAITING = "waiting", pgettext_lazy("state of a reply", "waits for the unit")
        SETTLED = "settled", pgettext_lazy("state of a reply", "settled by the unit")
        # An automatic answer, or a server that could not deliver: counted, and read by nobody.
        MACHINE = "machine", pgettext_lazy("state of a reply", "written by a machine")

    # Of the gateway's number or the mail's Message-ID and its words: the same message again is the same row.
    digest = models.CharField(max_length=64, unique=True)
    channel = models.CharField(max_length=5, choices=Question.Way.choices)
    question = models.ForeignKey(
        Question, null=True, blank=True, on_delete=models.CASCADE, related_name="replies"
    )
    sender_masked = models.CharField(max_length=254, blank=True)
    # Erased as soon as it is taken or settled.
    words_sealed = models.BinaryField(default=bytes, blank=True)
    fault = models.CharField(max_length=16, choices=Fault.choices, blank=True)
    # A file that was set aside in the home's folder because nobody could read it.
    kept_file = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=8, choices=State.choices)
    came_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    # Why it was put aside, in the words of the unit.
    note = models.CharField(max_length=300, blank=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["state", "came_at"], name="replies_that_wait")]

    def __str__(self) -> str:
        return f"reply {self.pk}"
