"""Whether a port and a home can be had, said before anything is started."""

from __future__ import annotations

import fcntl
import os
import socket
from pathlib import Path
from typing import IO


class PortIsTaken(Exception):
    """Another program listens on the port."""


class HomeIsServed(Exception):
    """Another server of this home runs on this machine."""


def hold(home: Path, address: str) -> IO[str]:
    """
    Take a home for this server, until the process ends in whatever way; keep what is returned.

    The lock belongs to the process and not to its forks, so a killed server never keeps it.

    :raises HomeIsServed: with where the home is served and the remedy
    """
    kept = (home / "serving").open("a+")
    try:
        fcntl.lockf(kept, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as refusal:
        kept.seek(0)
        told = kept.read(200).strip() or "another address"
        kept.close()
        raise HomeIsServed(f"{home} is being served already, at {told}. Stop that server first.") from refusal
    kept.truncate(0)
    kept.write(f"{address} (process {os.getpid()})")
    kept.flush()
    return kept


def require_free(host: str, port: int) -> None:
    """
    Make sure that ``host:port`` can be listened on.

    :raises PortIsTaken: with the remedy
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # A socket that a stopped server left in TIME_WAIT is no obstacle.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except PermissionError as refusal:
            raise PortIsTaken(
                f"Port {port} may not be used without administrator rights. Choose one above 1023: --port 8080."
            ) from refusal
        except (socket.gaierror, OverflowError) as refusal:
            raise PortIsTaken(
                f"{host}:{port} is no address of this machine. "
                "The host is an address like 127.0.0.1 or 0.0.0.0, the port a number from 1 to 65535."
            ) from refusal
        except OSError as refusal:
            raise PortIsTaken(
                f"Port {port} on {host} is taken by another program. "
                f"Stop it, or choose another: --port {port + 1000} (make run PORT={port + 1000})."
            ) from refusal
