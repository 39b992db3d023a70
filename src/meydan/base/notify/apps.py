from django.apps import AppConfig


class Notify(AppConfig):
    name = "meydan.base.notify"
    label = "notify"
