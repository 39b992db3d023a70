from django.apps import AppConfig


class Tour(AppConfig):
    name = "meydan.site.tour"
    label = "tour"
