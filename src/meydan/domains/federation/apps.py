from django.apps import AppConfig


class Federation(AppConfig):
    name = "meydan.domains.federation"
    label = "federation"
