from django.apps import AppConfig


class Exchange(AppConfig):
    name = "meydan.kernel.exchange"
    label = "exchange"
