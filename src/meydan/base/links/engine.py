"""What a reference to a thing looks like."""

import re

_REF = re.compile(r"[a-z_]+\.[a-z_]+:[^\s:][^\s]*")


class RefUnreadable(ValueError):
    """Not a reference such as ``cases.case:12``."""


def checked(ref: str) -> str:
    """
    Return ``ref`` if it reads "room.noun:key".

    :raises RefUnreadable: otherwise
    """
    if not _REF.fullmatch(ref) or len(ref) > 100:
        raise RefUnreadable(ref)
    return ref
