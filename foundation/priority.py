"""Lets parents go first: what is worked out beside them takes what they leave of the processor."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

NICENESS = 10
# Where the kernel shares the processor between sessions, being nice counts within one's own only.
OF_THE_SESSION = Path("/proc/self/autogroup")


def let_others_go_first() -> None:
    """Step back behind all that runs on this machine; with its session, when this process leads one."""
    os.nice(NICENESS)
    if os.getsid(0) == os.getpid():
        with contextlib.suppress(OSError):  # absent where the kernel does not share so
            OF_THE_SESSION.write_text(str(NICENESS))
