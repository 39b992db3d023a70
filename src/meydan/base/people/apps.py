from django.apps import AppConfig


class People(AppConfig):
    name = "meydan.base.people"
    label = "people"
