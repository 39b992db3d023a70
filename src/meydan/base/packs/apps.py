from django.apps import AppConfig


class Packs(AppConfig):
    """What differs between countries and cities, as data."""

    name = "meydan.base.packs"
    label = "packs"
