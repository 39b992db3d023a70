from django.apps import AppConfig


class Desk(AppConfig):
    name = "meydan.site.desk"
    label = "desk"
