"""A port is asked for before anything is started."""

import socket
from pathlib import Path

import pytest

from meydan.config.ports import PortIsTaken, require_free


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_free_port_is_free_and_stays_so():
    port = free_port()
    require_free("127.0.0.1", port)
    require_free("127.0.0.1", port)


def test_a_taken_port_names_another():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen(1)
        port = other.getsockname()[1]
        with pytest.raises(PortIsTaken, match=f"Port {port} on 127.0.0.1 is taken.*--port {port + 1000}"):
            require_free("127.0.0.1", port)


def test_a_low_port_is_refused_with_the_reason(monkeypatch):
    def refuse(self, address):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", refuse)
    with pytest.raises(
        PortIsTaken, match=r"Port 80 may not be used without administrator rights.*above 1023"
    ):
        require_free("127.0.0.1", 80)


@pytest.mark.skipif(not Path("/proc/net/if_inet6").exists(), reason="this machine has no IPv6")
def test_the_newer_internet_is_known():
    with socket.socket(socket.AF_INET6) as probe:
        probe.bind(("::1", 0))
        port = probe.getsockname()[1]
    require_free("::1", port)
