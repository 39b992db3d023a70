from django.apps import AppConfig


class Jobs(AppConfig):
    name = "meydan.base.jobs"
    label = "jobs"
