"""The door of the planning room."""

from meydan.domains.planning.models import Display, Objection
from meydan.domains.planning.operations import answer, object_to, put_on_display

__all__ = ["Display", "Objection", "answer", "object_to", "put_on_display"]
