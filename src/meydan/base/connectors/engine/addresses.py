"""Where an IP address leads."""

from __future__ import annotations

from enum import Enum
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network


class Reach(Enum):
    """Who stands behind an address."""

    PUBLIC = "public"
    PRIVATE = "private"
    FORBIDDEN = "forbidden"


# Cloud machines answer here with the keys of the machine itself.
METADATA = frozenset(
    map(ip_address, ("169.254.169.254", "169.254.170.2", "fd00:ec2::254", "100.100.100.200"))
)
# IPv6 addresses that carry an IPv4 address inside: whoever may reach the one reaches the other.
NAT64 = ip_network("64:ff9b::/96")
CARRIER = ip_network("100.64.0.0/10")  # shared by providers' customers: neither public nor ours


def reach_of(address: str) -> Reach:
    """
    Return who stands behind an IP address.

    ``PRIVATE`` is this machine or a network of one's own; ``FORBIDDEN`` is never called, whoever asks:
    link-local and metadata addresses, multicast, and those that mean nothing.

    :raises ValueError: if it is not an IP address
    Source: IANA special-purpose address registries (RFC 6890), as Python's ``ipaddress`` holds them.
    """
    ip = _innermost(ip_address(address.split("%")[0]))
    if ip in METADATA or ip.is_link_local or ip.is_multicast or ip.is_unspecified:
        return Reach.FORBIDDEN
    if ip.is_loopback or (ip.is_private and not ip.is_reserved) or _is_unique_local(ip):
        return Reach.PRIVATE
    if ip.is_reserved or not ip.is_global or (isinstance(ip, IPv4Address) and ip in CARRIER):
        return Reach.FORBIDDEN
    return Reach.PUBLIC


def _is_unique_local(ip: IPv4Address | IPv6Address) -> bool:
    return isinstance(ip, IPv6Address) and ip in ip_network("fc00::/7")


def _innermost(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(ip, IPv4Address):
        return ip
    inside = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
    if inside is None and isinstance(NAT64, IPv6Network) and ip in NAT64:
        inside = IPv4Address(int(ip) & 0xFFFFFFFF)
    return inside or ip
