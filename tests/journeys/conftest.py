"""Two demo cities, made once and really served."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tools import browsing


@pytest.fixture(scope="session")
def cities(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The addresses of a Turkish and a Persian demo city."""
    folder: Path = tmp_path_factory.mktemp("cities")
    ports = {"tr/gumushane": browsing.free_port(), "ir/khoy": browsing.free_port()}
    for pack, port in ports.items():
        browsing.make_city(folder / pack.replace("/", "-"), pack, port)
    turkish, persian = ((folder / pack.replace("/", "-"), port) for pack, port in ports.items())
    with browsing.served(*turkish) as tr, browsing.served(*persian) as fa:
        yield {"tr": tr, "fa": fa}


@pytest.fixture
def needs_chromium() -> None:
    """Skip, with the reason, where no browser is installed."""
    if not browsing.CHROMIUM.exists():
        pytest.skip("no browser at /usr/bin/chromium (apt install chromium)")
