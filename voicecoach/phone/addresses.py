"""The addresses under which a phone in the same network finds this machine, the likeliest first."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
from collections.abc import Iterator
from typing import NamedTuple

from voicecoach.errors import EnvironmentFault, UsageError

ANY = "0.0.0.0"  # noqa: S104 (whoever is in the network may ask; only who has the path gets an answer)
ANY_6 = "::"
_ELSEWHERE = ("192.0.2.1", 9)
"""An address of nobody: to ask by which interface a packet would leave; none is sent."""
_NOT_FOR_PHONES = (
    *("docker", "br-", "veth", "virbr", "vmnet", "vbox", "virtual", "vethernet", "hyper-v", "wsl", "lxc", "podman"),
    *("tun", "tap", "utun", "wg", "tailscale", "zt", "ppp", "ipsec"),
)
"""How the names of interfaces begin, or of what they contain, that lead to virtual machines and distant networks."""


class Address(NamedTuple):
    """An address of this machine, and the name of its interface as people know it."""

    ip: str
    interface: str = ""

    @property
    def host(self) -> str:
        """Return how it stands in a URL."""
        return f"[{self.ip}]" if ":" in self.ip else self.ip

    def __str__(self) -> str:
        return f"{self.ip} ({self.interface})" if self.interface else self.ip


def find_addresses() -> list[Address]:
    """Return the addresses that others can reach, the likeliest first; IPv6 only where there is no other."""
    found = [one for one in _all() if _reachable(one.ip)]
    found = [one for one in found if ":" not in one.ip] or found
    usual = _usual()
    return sorted(found, key=lambda one: (_rank(one), one.ip != usual))


def choose_addresses(wish: str = "") -> list[Address]:
    """Return the addresses to serve, the one for the code first: all, or the one that a person wishes.

    ``wish`` is an address or the name of an interface. Raises ``UsageError`` where there is no such address, and
    ``EnvironmentFault`` where there is no network.
    """
    found = find_addresses()
    if not wish:
        if not found:
            raise EnvironmentFault(
                "this machine is in no network: it has no address that a phone could open",
                "connect both to the same Wi-Fi; --address 127.0.0.1 shows the page on this machine alone",
            )
        return found
    named = [one for one in found if wish in (one.ip, one.interface)]
    if named:
        return named[:1]
    with contextlib.suppress(ValueError):
        if ipaddress.ip_address(wish).is_loopback:
            return [Address(wish, "this machine alone")]
    with contextlib.suppress(ValueError):
        wish = str(ipaddress.ip_address(wish))
        if own := [one for one in _all() if one.ip == wish]:
            return own[:1]
    there = f"it has {', '.join(map(str, found))}" if found else "it is in no network"
    raise UsageError(f"--address {wish} is neither an address nor an interface of this machine", there)


def _all() -> Iterator[Address]:
    """Yield every address of every interface."""
    import ifaddr

    for adapter in ifaddr.get_adapters():
        for ip in adapter.ips:
            yield Address(ip.ip if isinstance(ip.ip, str) else ip.ip[0].partition("%")[0], ip.nice_name)


def _reachable(ip: str) -> bool:
    """Return whether others could open it: not this machine alone, and no IPv6 address that needs an interface."""
    address = ipaddress.ip_address(ip)
    return not (address.is_loopback or address.is_unspecified or (address.version == 6 and address.is_link_local))


def _rank(one: Address) -> int:
    name = one.interface.lower()
    if ipaddress.ip_address(one.ip).is_link_local:
        return 2
    return int(any(name.startswith(part) or f" {part}" in name or f"({part}" in name for part in _NOT_FOR_PHONES))


def _usual() -> str:
    """Return the address of the interface that leads to other networks; nothing where there is none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, contextlib.suppress(OSError):
        probe.connect(_ELSEWHERE)
        return str(probe.getsockname()[0])
    return ""
