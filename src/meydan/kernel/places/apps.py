"""This room, and what it registers."""

from django.apps import AppConfig

LOADED_AT = 20


class Places(AppConfig):
    """Where things stand."""

    name = "meydan.kernel.places"
    label = "places"

    def ready(self) -> None:
        """Take layers from the pack, and let sample places be removed."""
        from meydan.base.audit.public import register_check
        from meydan.base.packs.public import register_loader, register_sample_remover
        from meydan.kernel.places.imports.runs import cut_imports
        from meydan.kernel.places.loading import load_layers
        from meydan.kernel.places.operations import remove_sample_places

        register_loader("layers", load_layers, order=LOADED_AT)
        register_sample_remover("places", lambda now: remove_sample_places(), order=LOADED_AT)
        register_check("places.imports", cut_imports)
