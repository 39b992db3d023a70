from django.apps import AppConfig


class Sample(AppConfig):
    name = "meydan.site.sample"
    label = "sample"
