from django.apps import AppConfig


class Audit(AppConfig):
    name = "meydan.base.audit"
    label = "audit"
