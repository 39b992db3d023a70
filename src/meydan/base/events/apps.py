from django.apps import AppConfig


class Events(AppConfig):
    name = "meydan.base.events"
    label = "events"
