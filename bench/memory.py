"""What the bridge's own process holds in memory; its recognisers are processes apart."""

from __future__ import annotations

from pathlib import Path


def bridge_memory(hotline) -> str:
    """Resident memory of the bridge, in MB."""
    for line in Path(f"/proc/{hotline.bridge_pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return f"{int(line.split()[1]) / 1024:.0f} MB"
    return "unknown"
