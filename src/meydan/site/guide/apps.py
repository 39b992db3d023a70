from django.apps import AppConfig


class Guide(AppConfig):
    name = "meydan.site.guide"
    label = "guide"
