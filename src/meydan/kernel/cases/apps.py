from django.apps import AppConfig


class Cases(AppConfig):
    name = "meydan.kernel.cases"
    label = "cases"
