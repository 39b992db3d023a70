"""From a template to the words of a message, in the language of the person who reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template import Context, TemplateDoesNotExist
from django.template.loader import select_template
from django.utils import translation


class TemplateUnknown(Exception):
    """There is no ``templates/notify/<name>.<language>.txt`` in any room."""


@dataclass(frozen=True)
class Wording:
    """A message in words."""

    subject: str
    body: str


def wording(name: str, *, language: str, channel: str, context: Mapping[str, Any]) -> Wording:
    """
    Write a message. The first line of the template is the subject, which a text message leaves out.

    ``<name>.sms.<language>.txt`` is taken for a text message where a room has a shorter version; a language
    without a template reads English.

    :raises TemplateUnknown: if there is no such template
    """
    short = [f"notify/{name}.sms.{language}.txt"] if channel == "sms" else []
    files = [*short, f"notify/{name}.{language}.txt", f"notify/{name}.en.txt"]
    try:
        template = select_template(files)
    except TemplateDoesNotExist as absent:
        raise TemplateUnknown(name) from absent
    with translation.override(language):
        # Plain text: an & in a street name stays an &.
        written = template.template.render(Context(dict(context), autoescape=False))
    subject, _, body = written.strip().partition("\n")
    # A line break in a subject would let a reporter's words add headers to an e-mail.
    return Wording(" ".join(subject.split()), body.strip())
