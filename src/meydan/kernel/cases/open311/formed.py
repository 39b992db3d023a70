"""What a service's form asks, as attributes: the questions a program can ask for people."""

from __future__ import annotations

from meydan.base.forms.public import FormUnknown, definition_of, published
from meydan.base.locale.public import text
from meydan.kernel.cases.models import Service
from meydan.kernel.cases.open311.attributes import Attribute

# Files, signatures, identity numbers and rows are asked on our own pages alone.
DATATYPES = {
    "text": "string", "long_text": "text", "number": "number", "money": "number", "date": "datetime",
    "choice": "singlevaluelist", "choices": "multivaluelist", "yes_no": "singlevaluelist",
}  # fmt: skip


def form_attributes(service: Service) -> list[Attribute]:
    """Return the plain questions of a service's published form, in its order; nothing where it has none."""
    if not service.form:
        return []
    try:
        fields = definition_of(published(service.form)).fields
    except FormUnknown:
        return []
    asked = (one for one in fields if one.kind in DATATYPES and not one.group and not one.is_computed)
    return [
        Attribute(
            code=one.code,
            description=text(one.names),
            datatype=DATATYPES[one.kind],
            # A question that depends on another answer cannot be demanded of a program that sends all at once.
            is_required=one.is_required and one.show_if is None,
            datatype_description=one.unit,
            values={"true": "✓", "false": "✗"}
            if one.kind == "yes_no"
            else {c.code: text(c.names) for c in one.choices},
        )
        for one in asked
    ]
