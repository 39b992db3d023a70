"""What an MQTT topic says of a payload: ``sites/{site}/{device}/up`` gives a site and a device."""

from __future__ import annotations

import re
from functools import lru_cache

NAME = re.compile(r"\{([a-z]\w*)\}")


class TopicUnreadable(Exception):
    """A pattern of topics is not written as they are."""


@lru_cache(maxsize=512)
def topic_pattern(text: str) -> re.Pattern[str]:
    """
    The pattern of topics; ``{name}`` and ``+`` are one level, ``#`` at the end is all that follow.

    :raises TopicUnreadable: if a name stands there twice, or with something beside it in its level
    """
    levels = []
    for place, level in enumerate(text.split("/")):
        name = NAME.fullmatch(level)
        if name:
            levels.append(f"(?P<{name[1]}>[^/]+)")
        elif level == "+":
            levels.append("[^/]+")
        elif level == "#" and place == text.count("/"):
            levels.append(".*")
        elif any(mark in level for mark in "{}#+"):
            raise TopicUnreadable(text)
        else:
            levels.append(re.escape(level))
    try:
        return re.compile("/".join(levels))
    except re.error as fault:
        raise TopicUnreadable(text) from fault


def words_of(topic: str, text: str) -> dict[str, str]:
    """The names and values that a topic gives under a pattern, in small letters; none when it does not fit."""
    found = topic_pattern(text).fullmatch(topic) if text and topic else None
    return {name: value.lower()[:120] for name, value in found.groupdict().items()} if found else {}


def fits(topic: str, text: str) -> bool:
    """Whether a topic is one that a pattern speaks of."""
    return bool(text) and topic_pattern(text).fullmatch(topic) is not None
