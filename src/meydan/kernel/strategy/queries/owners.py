"""Who answers for a promise: a unit and its post, as long as somebody holds the post."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from meydan.base.people.public import Holding
from meydan.kernel.strategy.models import Action

# A promise with an owner, one whose post nobody holds, one that names no unit of the city.
OWNED, VACANT, UNOWNED = "owned", "vacant", "unowned"


def owners_of(actions: Iterable[Action], today: date) -> dict[int, str]:
    """
    Whether each action has an owner, by primary key; one query.

    An action that names a post is owned while an account in use holds the post; one that names only a unit is owned
    by the unit.
    """
    chosen = list(actions)
    posts = {one.post_id for one in chosen if one.post_id}
    held = (
        set(
            Holding.objects.on(today)
            .filter(post__in=posts, account__is_active=True)
            .values_list("post", flat=True)
        )
        if posts
        else set()
    )
    return {one.pk: _state(one, held) for one in chosen}


def _state(action: Action, held: set[int]) -> str:
    if action.unit_id is None:
        return UNOWNED
    return VACANT if action.post_id and action.post_id not in held else OWNED
