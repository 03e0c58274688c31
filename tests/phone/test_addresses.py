"""Which of a machine's addresses a phone is told, and in which order."""

from __future__ import annotations

from types import SimpleNamespace

import ifaddr
import pytest

from voicecoach.errors import EnvironmentFault, UsageError
from voicecoach.phone import addresses
from voicecoach.phone.addresses import Address, choose_addresses, find_addresses

LOOPBACK = ("lo", "127.0.0.1", ("::1", 0, 0))
DOCKER = ("docker0", "172.17.0.1")
WIFI = ("wlan0", "192.168.1.20", ("fe80::1", 0, 3), ("2001:db8::5", 0, 0))
CABLE = ("eth0", "10.0.0.7")
VPN = ("tun0", "10.8.0.2")
NO_DHCP = ("eth1", "169.254.7.7")
WINDOWS = ("vEthernet (WSL)", "172.22.0.1")


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch):
    def plug(*adapters: tuple[object, ...], usual: str = "") -> None:
        found = [SimpleNamespace(ips=[SimpleNamespace(ip=ip, nice_name=name) for ip in ips]) for name, *ips in adapters]
        monkeypatch.setattr(ifaddr, "get_adapters", lambda: found)
        monkeypatch.setattr(addresses, "_usual", lambda: usual)

    return plug


def test_the_likeliest_is_first_and_the_unreachable_are_left_out(network) -> None:
    network(LOOPBACK, NO_DHCP, DOCKER, VPN, WINDOWS, CABLE, WIFI, usual="192.168.1.20")
    names = [one.interface for one in find_addresses()]
    assert names == ["wlan0", "eth0", "docker0", "tun0", "vEthernet (WSL)", "eth1"]


def test_ipv6_is_shown_where_there_is_nothing_else(network) -> None:
    network(LOOPBACK, ("wlan0", ("fe80::1", 0, 3), ("2001:db8::5", 0, 0)))
    assert [one.host for one in find_addresses()] == ["[2001:db8::5]"]


@pytest.mark.parametrize("wish", ["10.0.0.7", "eth0"])
def test_one_is_chosen_by_address_or_interface(network, wish: str) -> None:
    network(LOOPBACK, WIFI, CABLE)
    assert choose_addresses(wish) == [Address("10.0.0.7", "eth0")]


def test_what_cannot_be_chosen(network) -> None:
    network(LOOPBACK, WIFI)
    assert choose_addresses("127.0.0.1")[0].ip == "127.0.0.1"
    assert choose_addresses("2001:DB8::5")[0].host == "[2001:db8::5]"
    with pytest.raises(UsageError, match=r"10\.9\.9\.9 is neither") as caught:
        choose_addresses("10.9.9.9")
    assert caught.value.remedy == "it has 192.168.1.20 (wlan0)"


def test_without_a_network_it_says_so(network) -> None:
    network(LOOPBACK)
    with pytest.raises(EnvironmentFault, match="in no network"):
        choose_addresses()


def test_the_addresses_of_this_machine_can_be_listed() -> None:
    assert all("." in one.ip or ":" in one.ip for one in find_addresses())
