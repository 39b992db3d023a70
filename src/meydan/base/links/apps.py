from django.apps import AppConfig


class Links(AppConfig):
    name = "meydan.base.links"
    label = "links"
