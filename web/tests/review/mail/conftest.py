"""A small real mail server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from aiosmtpd.controller import Controller

NO_SUCH_MAILBOX = "550 5.1.1 no such person"
Taken = list[tuple[list[str], str]]


class _Keeps:
    """What the server does with a mail: it keeps it for the test, or refuses to whom it is."""

    def __init__(self, refuses: str, saying: str, meanwhile: Callable[[], None]) -> None:
        self.refuses, self.saying, self.meanwhile = refuses, saying, meanwhile
        self.taken: Taken = []

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:  # noqa: N802 - aiosmtpd's name
        if address == self.refuses:
            return self.saying
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        await asyncio.to_thread(self.meanwhile)
        self.taken.append((list(envelope.rcpt_tos), envelope.content.decode()))
        return "250 OK"


@pytest.fixture
def smtp_server() -> Callable[..., object]:
    """Return how to run one: with smtp_server(port, refuses="...", saying="...", meanwhile=...) as taken.

    meanwhile: what happens before it takes a mail.
    """

    @contextmanager
    def run(
        port: int, refuses: str = "", saying: str = NO_SUCH_MAILBOX, meanwhile: Callable[[], None] = lambda: None
    ) -> Iterator[Taken]:
        keeps = _Keeps(refuses, saying, meanwhile)
        controller = Controller(keeps, hostname="127.0.0.1", port=port)
        controller.start()
        try:
            yield keeps.taken
        finally:
            controller.stop()

    return run
