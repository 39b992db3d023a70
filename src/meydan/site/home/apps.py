from django.apps import AppConfig


class Home(AppConfig):
    name = "meydan.site.home"
    label = "home"
