"""At which addresses a process can be reached, read from /proc."""

import socket
from collections.abc import Iterator
from pathlib import Path

OPEN = {"tcp": "0A", "tcp6": "0A", "udp": "07", "udp6": "07"}
"""The state of a socket that takes what anybody sends."""


def reachable(pid: int) -> Iterator[tuple[str, int]]:
    """Address and port of each. PJSIP's name-server client (two UDP sockets on ports that the system chose, which
    take answers of the configured name server only, and which no setting switches off) is left out.
    """
    mine = {str(each.readlink()) for each in Path(f"/proc/{pid}/fd").iterdir() if each.is_symlink()}
    for table, state in OPEN.items():
        for row in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            fields = row.split()
            address, port = fields[1].split(":")
            client = table.startswith("udp") and set(address) == {"0"} and int(port, 16) >= first_given_port()
            if f"socket:[{fields[9]}]" in mine and fields[3] == state and not client:
                yield (socket.inet_ntoa(bytes.fromhex(address)[::-1]) if len(address) == 8 else address), int(port, 16)


def first_given_port() -> int:
    return int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
