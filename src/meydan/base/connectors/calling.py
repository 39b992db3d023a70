"""The way out, loaded when somebody goes: the HTTP library costs half a second that most starts need not pay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from meydan.base.connectors.fetching import fetch
else:

    def fetch(*args: Any, **options: Any) -> Any:
        """Call an outside system; see ``fetching.fetch`` for what it takes, gives and raises."""
        from meydan.base.connectors import fetching

        return fetching.fetch(*args, **options)


__all__ = ["fetch"]
