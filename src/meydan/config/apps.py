from django.apps import AppConfig


class Config(AppConfig):
    name = "meydan.config"
    label = "config"
