"""Homes that believe an issuer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from meydan.base.people.oidc.public import forget_rings
from meydan.base.people.tests.oidc.issuing import AUDIENCE, ISSUER, jwks


@pytest.fixture
def believing(tmp_path: Path, settings: Any) -> Iterator[Callable[..., Any]]:
    """``believing(keys=[...])``: a home with a file of keys; ``believing(issuer=url)``: one that asks."""

    plain = settings.MEYDAN_HOME

    def stand_in(keys: Any = (), *, issuer: str = ISSUER, switched_on: bool = True, **more: Any) -> Any:
        if keys:
            (tmp_path / "jwks.json").write_text(jwks(*keys))
            more["oidc_keys"] = "jwks.json"
        (tmp_path / "connectors.toml").write_text(f"[people.oidc]\nenabled = {str(switched_on).lower()}\n")
        settings.MEYDAN_HOME = replace(
            plain, path=tmp_path, oidc_issuer=issuer, oidc_audience=AUDIENCE, **more
        )
        forget_rings()
        return settings.MEYDAN_HOME

    yield stand_in
    forget_rings()
