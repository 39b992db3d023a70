"""Where an address leads: IANA's special-purpose registries by example."""

from __future__ import annotations

import pytest

from meydan.base.connectors.engine import Reach, reach_of, rest_s


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "193.140.83.60", "2a00:1450:4001:80b::200e", "::ffff:8.8.8.8"]
)
def test_the_open_internet_is_public(address):
    assert reach_of(address) is Reach.PUBLIC


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.5.4", "192.168.1.1", "::1", "fd12:3456::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::10.0.0.1", "2002:0a00:0001::1",
    ],
)  # fmt: skip
def test_this_machine_and_inner_networks_are_private_however_they_are_written(address):
    assert reach_of(address) is Reach.PRIVATE


@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254", "::ffff:169.254.169.254", "64:ff9b::169.254.169.254", "fd00:ec2::254",
        "fe80::1%eth0",
        "169.254.1.1", "0.0.0.0", "::", "224.0.0.1", "ff02::1", "255.255.255.255", "240.0.0.1", "100.64.0.1",
        "100.100.100.200",
    ],
)  # fmt: skip
def test_metadata_link_local_and_meaningless_addresses_are_never_called(address):
    assert reach_of(address) is Reach.FORBIDDEN


def test_a_name_is_not_an_address():
    with pytest.raises(ValueError):
        reach_of("localhost")


def test_a_failing_system_rests_from_the_fifth_failure_for_a_minute_up_to_an_hour():
    assert [rest_s(n) for n in (1, 4, 5, 6, 7, 11, 50)] == [0, 0, 60, 120, 240, 3600, 3600]
