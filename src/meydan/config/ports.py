"""Whether a port can be had, said before anything is started."""

from __future__ import annotations

import socket


class PortIsTaken(Exception):
    """Another program listens on the port."""


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
        except OSError as refusal:
            raise PortIsTaken(
                f"Port {port} on {host} is taken by another program. "
                f"Stop it, or choose another: --port {port + 1000} (make run PORT={port + 1000})."
            ) from refusal
