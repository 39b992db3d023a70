from django.apps import AppConfig


class Ui(AppConfig):
    name = "meydan.base.ui"
    label = "ui"
