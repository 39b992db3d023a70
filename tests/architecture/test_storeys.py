"""What import-linter cannot see: string foreign keys, and engines that must work without Django."""

import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps

import meydan

STOREYS = ["base", "kernel", "domains", "site", "config"]
NOUNS = ["places", "observations", "cases", "strategy", "exchange"]
SOURCE = Path(meydan.__file__).parent


def height(module: str) -> tuple[int, int]:
    """How high a module stands: its storey, and its noun within the kernel."""
    _, storey, room, *_ = [*module.split("."), ""]
    return STOREYS.index(storey), NOUNS.index(room) if storey == "kernel" else 0


def our_models() -> list[type]:
    return [model for model in apps.get_models() if model.__module__.startswith("meydan.")]


@pytest.mark.parametrize("model", our_models(), ids=lambda m: m._meta.label)
def test_foreign_keys_point_downstairs(model):
    for field in model._meta.get_fields():
        target = getattr(field, "related_model", None)
        if field.auto_created or target is None or not target.__module__.startswith("meydan."):
            continue
        assert height(target.__module__) <= height(model.__module__), (
            f"{model._meta.label}.{field.name} points upstairs to {target._meta.label}"
        )


def engine_modules() -> list[str]:
    found = []
    for folder in [SOURCE / "numerics", *SOURCE.glob("*/*/engine")]:
        package = ".".join(folder.relative_to(SOURCE.parent).parts)
        found.append(package)
        found += [
            m.name for m in pkgutil.walk_packages([str(folder)], package + ".") if ".tests" not in m.name
        ]
    return found


def test_engines_import_with_django_blocked():
    script = (
        "import sys, importlib\n"
        "for name in ('django', 'httpx', 'psycopg', 'ninja'): sys.modules[name] = None\n"
        f"for name in {engine_modules()!r}: importlib.import_module(name)\n"
    )
    outcome = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stderr


def test_the_walk_finds_engines():
    assert "meydan.base.locale.engine" in engine_modules()
