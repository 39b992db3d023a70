from django.apps import AppConfig


class Strategy(AppConfig):
    name = "meydan.kernel.strategy"
    label = "strategy"
