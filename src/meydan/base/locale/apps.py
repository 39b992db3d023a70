from django.apps import AppConfig


class Locale(AppConfig):
    name = "meydan.base.locale"
    label = "locale"
