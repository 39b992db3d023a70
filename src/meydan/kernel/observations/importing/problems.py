"""What was wrong with a file, where, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

# A report longer than this is read by nobody; the count goes on.
MOST_LISTED = 200


class FileUnreadable(Exception):
    """The file as a whole cannot be read; the message names it and says what to do."""


@dataclass(frozen=True)
class Problem:
    """One cell or row that cannot be taken as it is."""

    file: str
    line: int
    column: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        if not self.column:
            return _("%(file)s, line %(line)s: %(problem)s %(remedy)s") % self.__dict__
        return _("%(file)s, line %(line)s, column %(column)s: %(problem)s %(remedy)s") % self.__dict__
