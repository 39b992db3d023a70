from django.apps import AppConfig


class Notify(AppConfig):
    name = "meydan.base.notify"
    label = "notify"

    def ready(self) -> None:
        from meydan.base.connectors.public import register
        from meydan.base.notify.transports import SMS

        register(SMS)
