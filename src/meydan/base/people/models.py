"""Accounts, organisational units, posts."""

from django.contrib.auth.models import AbstractUser


class Account(AbstractUser):
    """Somebody who can sign in."""
