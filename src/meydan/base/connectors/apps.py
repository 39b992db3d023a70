from django.apps import AppConfig


class Connectors(AppConfig):
    name = "meydan.base.connectors"
    label = "connectors"
