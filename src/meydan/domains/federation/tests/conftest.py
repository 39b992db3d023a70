"""A portal with one city at a test's server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from meydan.domains.federation.models import City
from meydan.domains.federation.operations import list_cities
from meydan.domains.federation.tests.peers import Peer, serving


@pytest.fixture
def peer(settings: object) -> Iterator[Peer]:
    settings.MEYDAN_DEMO = True  # a demo portal reads cities on its own machine
    with serving() as running:
        running.documents()
        yield running


@pytest.fixture
def city(peer: Peer, db: None) -> City:
    return list_cities(addresses=[peer.address])[0]
