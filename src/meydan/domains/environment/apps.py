from django.apps import AppConfig


class Environment(AppConfig):
    name = "meydan.domains.environment"
    label = "environment"
