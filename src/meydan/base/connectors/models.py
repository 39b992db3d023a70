"""How every outside system has been doing."""

from django.db import models


class ConnectorState(models.Model):
    """One row a connector: its last calls, and whether it is being left alone."""

    code = models.CharField(max_length=60, unique=True)
    last_success_at = models.DateTimeField(null=True)
    last_failure_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, blank=True)
    latency_s = models.FloatField(null=True)
    failures = models.PositiveIntegerField(default=0)  # in a row
    failing_since_at = models.DateTimeField(null=True)
    rests_until_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.code
