from django.apps import AppConfig


class Search(AppConfig):
    name = "meydan.site.search"
    label = "search"
