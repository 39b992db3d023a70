"""Accounts, organisational units, the posts in them and who holds each post from when to when."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a post lets its holder do."""

    CLERK = "clerk", _("Clerk")
    INSPECTOR = "inspector", _("Inspector")
    MANAGER = "manager", _("Manager")
    MAYOR = "mayor", _("Mayor")
    ADMINISTRATOR = "administrator", _("Administrator")


class UnitKind(models.TextChoices):
    """What an organisational unit is."""

    MUNICIPALITY = "municipality", _("Municipality")
    DIRECTORATE = "directorate", _("Directorate")
    UNIT = "unit", _("Unit")
    BODY = "body", _("Body")


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts."""

    def create_user(
        self, username: str, email: str = "", password: str | None = None, **fields: Any
    ) -> Account:
        """Make an account; without a password nobody can sign in with it until one is set."""
        account = self.model(
            username=self.model.normalize_username(username), email=self.normalize_email(email), **fields
        )
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """Somebody who can sign in. What they may do follows from the posts they hold, not from here."""

    username = models.CharField(max_length=60, unique=True)
    email = models.EmailField(blank=True)
    display_name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=5, blank=True)
    preferences = models.JSONField(default=dict, blank=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    is_sample = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=timezone.now)
    # From this day the desk opens only with a second step (TOTP); empty: it is not asked for.
    second_step_from_on = models.DateField(null=True, blank=True)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), condition=~Q(email=""), name="people_account_one_email"),
        ]

    def __str__(self) -> str:
        return self.username

    @property
    def name(self) -> str:
        """What to call this person on a page."""
        return self.display_name or self.username

    def post_codes(self, on: date) -> list[str]:
        """The codes of the posts held on a day, sorted; the audit log writes these, not the name."""
        held = Holding.objects.filter(account=self).on(on)
        return list(held.order_by("post__code").values_list("post__code", flat=True))


class OrgUnit(models.Model):
    """A directorate, office or body; a tree kept as a path of codes so that a subtree is one query."""

    code = models.CharField(max_length=60, unique=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    kind = models.CharField(max_length=20, choices=UnitKind.choices, default=UnitKind.UNIT)
    names = models.JSONField(default=dict)
    path = models.CharField(max_length=600, unique=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in UnitKind]), name="people_unit_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="people_unit_not_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def depth(self) -> int:
        """How many units stand above this one."""
        return self.path.count("/") - 2


class Post(models.Model):
    """A seat in a unit. It outlives the person who holds it."""

    current: list[Holding]  # set by queries.posts_on: the holdings in force on its day

    code = models.CharField(max_length=60, unique=True)
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=20, choices=Role.choices)
    names = models.JSONField(default=dict)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in Role]), name="people_post_role_known"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class HoldingQuerySet(models.QuerySet["Holding"]):
    """Holdings seen on a day."""

    def on(self, day: date) -> HoldingQuerySet:
        """Holdings in force on a day: begun, and not yet ended (the end day itself no longer counts)."""
        return self.filter(Q(to_on__isnull=True) | Q(to_on__gt=day), from_on__lte=day)


class Holding(models.Model):
    """Who held a post from one day until another (that day excluded). One person at a time."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="holdings")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="holdings")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)

    objects = HoldingQuerySet.as_manager()

    class Meta:
        # Migration 0002 adds what Django cannot say for both databases: no two holdings of a post overlap.
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gt=F("from_on")),
                name="people_holding_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["post"], condition=Q(to_on__isnull=True), name="people_holding_one_open"
            ),
        ]
        indexes = [models.Index(fields=["account", "from_on"], name="people_holding_account")]

    def __str__(self) -> str:
        return f"{self.post_id}:{self.account_id}:{self.from_on}"


class Invitation(models.Model):
    """A one-time link with which an invited person sets a password. Only its digest is kept."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="invitations")
    token_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class SignInFailure(models.Model):
    """Failed sign-ins for one login name, whether or not such an account exists."""

    login_digest = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField()
    locked_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.login_digest


class Citizen(models.Model):
    """
    Somebody whom a national system knows, known here by a keyed digest alone.

    The name and the number lie sealed and can be erased; a citizen has no posts and may do nothing at the desk.
    """

    provider = models.CharField(max_length=40)
    subject_digest = models.CharField(max_length=64)
    identity_sealed = models.BinaryField(default=bytes)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "subject_digest"], name="people_citizen_once"),
        ]

    def __str__(self) -> str:
        return f"citizen {self.pk}"


class OutsideSession(models.Model):
    """A session that began at a system outside, so that signing out there ends it here."""

    provider = models.CharField(max_length=40)
    subject_digest = models.CharField(max_length=64, db_index=True)
    sid_digest = models.CharField(max_length=64, blank=True, db_index=True)
    session_key = models.CharField(max_length=40, unique=True)
    began_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.provider} {self.pk}"


class LogoutHeard(models.Model):
    """A logout token that was taken once; the same again does nothing."""

    provider = models.CharField(max_length=40)
    jti = models.CharField(max_length=200)
    heard_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "jti"], name="people_logout_once")]

    def __str__(self) -> str:
        return f"{self.provider} {self.jti}"
