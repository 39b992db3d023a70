from django.apps import AppConfig


class Packs(AppConfig):
    name = "meydan.base.packs"
    label = "packs"
