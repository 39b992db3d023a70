from django.apps import AppConfig


class Places(AppConfig):
    name = "meydan.kernel.places"
    label = "places"
