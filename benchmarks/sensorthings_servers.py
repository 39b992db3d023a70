"""Three servers on one PostgreSQL: ours, the peer, and a bare probe; each with two processes."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import environment, free_port, running, tree, wait_for
from meydan.config.benching import CHECKOUT, CannotRun

PEERS = CHECKOUT / ".peers" / "sensorthings"
# The one SensorThings server that installs with pip, on the same Django and driver as ours; the probe's driver.
PACKAGES = (
    "django==5.2.19", "django-ogc-sensorthings==1.2.0", "django-ninja==1.7.1", "psycopg[binary]==3.3.9",
    "gunicorn==27.0.1", "asyncpg==0.31.0", "uvicorn==0.51.0", "orjson==3.11.8",
)  # fmt: skip
STARTS_WITHIN_S = 60
PEER_SETTINGS = """
import uuid
SECRET_KEY = "bench"
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = [
    "django.contrib.contenttypes", "django.contrib.auth", "sensorthings.versions.v1_1",
    "sensorthings.versions.v1_1.backends.django", "sensorthings.versions.v1_1.extensions.dataarray",
]
MIDDLEWARE = []
ROOT_URLCONF = "urls"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "peer", "USER": "meydan",
                         "HOST": %(host)r, "CONN_MAX_AGE": None}}
SENSORTHINGS_V1_1_SERVICE_URL = "http://127.0.0.1:%(port)d/sensorthings"
SENSORTHINGS_V1_1_BACKEND_ADAPTER = "sensorthings.versions.v1_1.backends.django.adapter.DjangoBackendAdapter"
SENSORTHINGS_V1_1_ID_TYPE = uuid.UUID
SENSORTHINGS_V1_1_ID_DELIMITER = "'"
SENSORTHINGS_V1_1_MAX_TOP = 1000
"""
PEER_URLS = """
from django.urls import include, path
urlpatterns = [path("sensorthings/", include("sensorthings.versions.v1_1.urls"))]
"""
PEER_WSGI = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
from django.core.wsgi import get_wsgi_application
application = get_wsgi_application()
"""


@dataclass(frozen=True)
class Server:
    """A server that answers: its port, where the service stands, its processes."""

    name: str
    port: int
    mount: str
    pid: int

    @property
    def processes(self) -> list[int]:
        """It and all that it started."""
        return tree(self.pid)


@contextlib.contextmanager
def durable_postgres() -> Iterator[tuple[str, Path]]:
    """
    A PostgreSQL that writes as in a city: (DATABASE_URL, folder).

    :raises CannotRun: if none is installed
    """
    sys.path.insert(0, str(CHECKOUT / "tools"))
    import scratch_postgres

    try:
        url, folder = scratch_postgres.start(durable=True)
    except scratch_postgres.NoPostgres as absent:
        raise CannotRun(str(absent)) from absent
    try:
        yield url, folder
    finally:
        scratch_postgres.stop(folder)


def postmaster(folder: Path) -> int:
    """The first process of a cluster."""
    return int((folder / "data" / "postmaster.pid").read_text().split()[0])


@contextlib.contextmanager
def ours(
    folder: Path, database_url: str, *, processes: int = 2, worker: bool = False, connectors: str = ""
) -> Iterator[Server]:
    """Our server on a fresh home with this ``connectors.toml``; with an empty ``database_url`` on SQLite."""
    home, port = folder / f"home-{'pg' if database_url else 'sqlite'}", free_port()
    meydan = [sys.executable, "-m", "meydan", "--home", str(home)]
    subprocess.run([*meydan, "init", "--pack", "tr/gumushane", "--key", "bench"], check=True, env=environment(),
                   stdout=subprocess.DEVNULL)  # fmt: skip
    with (home / "meydan.toml").open("a") as file:
        file.write(f'open_sensorthings = true\ndatabase_url = "{database_url}"\n' if database_url
                   else "open_sensorthings = true\n")  # fmt: skip
    if connectors:
        (home / "connectors.toml").write_text(connectors)
    subprocess.run([*meydan, "prepare"], check=True, env=environment(), stdout=subprocess.DEVNULL)
    options = ["--port", str(port), "--processes", str(processes), *([] if worker else ["--no-worker"])]
    with running([*meydan, "serve", *options], log=folder / "ours.log") as child:
        wait_for([f"http://127.0.0.1:{port}/sta/v1.1/"], child, STARTS_WITHIN_S)
        yield Server("ours", port, "/sta/v1.1", child.pid)


def peer_python() -> Path:
    """
    The interpreter of the environment the peers live in, made at the first time.

    :raises CannotRun: if it cannot be made
    """
    python = PEERS / "bin" / "python"
    if not (PEERS / "ready").exists():
        venv.create(PEERS, with_pip=True, clear=True)
        done = subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], env=environment(),
                              capture_output=True, text=True, check=False)  # fmt: skip
        if done.returncode:
            raise CannotRun(f"the peer could not be installed: {done.stderr[-300:]}")
        (PEERS / "ready").touch()
    return python


def _database(folder: Path, name: str) -> None:
    psql = shutil.which("psql")
    if psql is None:
        raise CannotRun("psql is needed to make a database for the peer")
    subprocess.run([psql, "-h", str(folder), "-U", "meydan", "-d", "postgres", "-qc", f"CREATE DATABASE {name}"],
                   check=True)  # fmt: skip


@contextlib.contextmanager
def peer(folder: Path, cluster: Path) -> Iterator[Server]:
    """django-ogc-sensorthings under gunicorn, two processes with threads."""
    python, port, project = peer_python(), free_port(), folder / "peer"
    project.mkdir()
    _database(cluster, "peer")
    (project / "settings.py").write_text(PEER_SETTINGS % {"host": str(cluster), "port": port})
    (project / "urls.py").write_text(PEER_URLS)
    (project / "wsgi.py").write_text(PEER_WSGI)
    settings = {"DJANGO_SETTINGS_MODULE": "settings"}
    subprocess.run([python, "-m", "django", "migrate", "--verbosity", "0", "--pythonpath", "."], check=True,
                   cwd=project, env=environment(**settings))  # fmt: skip
    command = [
        python,
        "-m",
        "gunicorn",
        "-w",
        "2",
        "-k",
        "gthread",
        "-b",
        f"127.0.0.1:{port}",
        "wsgi:application",
    ]
    with running(command, folder=project, log=folder / "peer.log") as child:
        wait_for([f"http://127.0.0.1:{port}/sensorthings/v1.1/Things"], child, STARTS_WITHIN_S)
        yield Server("peer", port, "/sensorthings/v1.1", child.pid)


@contextlib.contextmanager
def probe(folder: Path, cluster: Path) -> Iterator[Server]:
    """The least a server can do: raw ASGI and COPY into one table, without any rule. Not conformant."""
    python, port = peer_python(), free_port()
    _database(cluster, "probe")
    command = [python, "-m", "uvicorn", "--workers", "2", "--port", str(port), "--no-access-log", "--log-level",
               "warning", "--app-dir", str(Path(__file__).parent), "sensorthings_probe:app"]  # fmt: skip
    os.environ["PROBE_HOST"] = str(cluster)
    with running(command, log=folder / "probe.log") as child:
        wait_for([f"http://127.0.0.1:{port}/Observations"], child, STARTS_WITHIN_S)
        yield Server("probe", port, "", child.pid)
