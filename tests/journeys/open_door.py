"""A city with services, requests and a key, whose Open311 door is really served."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools import browsing

from tests.journeys.square import City, served

MOUNT = "/open311/v2"
# Run inside the home: requests in every standing, and a key.
FILL = """
import json
from datetime import timedelta
from django.utils import timezone
from meydan.kernel.cases.open311.keys import make_key
from meydan.kernel.cases.operations.opening import open_case
from meydan.kernel.cases.operations.words import add_note
now = timezone.now()
for number in range(30):
    one = open_case(service=["road_fault", "waste", "noise"][number % 3], lon=39.48 + number / 1000, lat=40.46,
                    description="gizli söz", now=now - timedelta(days=number))
    add_note(case_id=one.pk, text=f"Yarın & öbür gün <{number}>", actor=None, now=now - timedelta(days=number) / 2,
             is_public=True)
print("KEY" + json.dumps({"key": make_key(name="Deneme", now=now)[1]}))
"""


@dataclass
class Door:
    """The door of a served city, and a key to it."""

    city: City
    key: str

    @property
    def root(self) -> str:
        """Its address."""
        return self.city.base + MOUNT


@contextmanager
def open_door(folder: Path) -> Iterator[Door]:
    """Serve a city with thirty requests until the block ends."""
    home = folder / "home"
    browsing.meydan(home, "init", "--pack", "tr/gumushane", "--key", "door")
    said = browsing.meydan(home, "shell", "--verbosity", "0", "-c", FILL)
    key = json.loads(said.split("KEY", 1)[1])["key"]
    with served(home) as city:
        yield Door(city, key)
