"""The door of the planning room."""

from meydan.domains.planning.errors import PlanUnknown
from meydan.domains.planning.models import Display, Objection
from meydan.domains.planning.operations import answer, object_to, put_on_display
from meydan.domains.planning.queries import display

__all__ = ["Display", "Objection", "PlanUnknown", "answer", "display", "object_to", "put_on_display"]
