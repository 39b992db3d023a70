from django.apps import AppConfig


class Observations(AppConfig):
    name = "meydan.kernel.observations"
    label = "observations"
