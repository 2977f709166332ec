"""Tells who started the assistant that its event loop still turns, so that one that hangs is killed and started again.

In the words of systemd's watchdog (sd_notify(3)), which tools/supervision.py understands too. No library for it:
sdnotify was last released in 2016, and all of it is one datagram.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from typing import Mapping

SOCKET, MICROSECONDS = "NOTIFY_SOCKET", "WATCHDOG_USEC"
READY, BEAT = b"READY=1", b"WATCHDOG=1"


async def beat(environment: Mapping[str, str] = os.environ) -> None:
    """Beat three times in each while that one may stay silent; ends with the server, or at once when nobody listens."""
    address, microseconds = environment.get(SOCKET), environment.get(MICROSECONDS)
    if not (address and microseconds):
        return
    # An abstract address begins with a zero byte, which an environment cannot hold: "@" stands for it.
    address = address.replace("@", "\0", 1) if address.startswith("@") else address
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heart:
        heart.setblocking(False)
        words = READY + b"\n" + BEAT
        while True:
            with contextlib.suppress(OSError):  # who listened is gone, or has not read yet
                heart.sendto(words, address)
            words = BEAT
            await asyncio.sleep(int(microseconds) / 1e6 / 3)
