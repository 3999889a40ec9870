"""Names looked up, each in a thread that nobody has to wait for.

Must not use the loop's own executor: its threads are joined at the end, and a resolver that hangs
would hold up quitting.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from functools import partial

#: Where a name of this machine leads, whatever a resolver would say (RFC 6761 6.3).
_HERE = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))

#: What `socket.getaddrinfo` gives: an IPv4 or IPv6 address with its family.
Address = tuple[socket.AddressFamily, str]
_Looking = asyncio.Future[list[Address]]


class Names:
    """Turns host names into addresses; callers that ask for the same name share one lookup."""

    def __init__(self) -> None:
        self._looking: dict[tuple[str, int], _Looking] = {}

    async def addresses(self, host: str, port: int) -> list[Address]:
        """Return all addresses in the resolver's order; raises `socket.gaierror`.

        A name below `localhost` is never looked up: trust takes it for this machine.
        """
        if host.lower().rstrip(".").endswith(".localhost"):
            return list(_HERE)
        with contextlib.suppress(socket.gaierror, UnicodeError):
            return _look_up(host, port, flags=socket.AI_NUMERICHOST)
        key = (host, port)
        looking = self._looking.get(key)
        if looking is None:
            looking = self._start(key)
        # Who leaves does not stop the lookup: nothing can, and another may wait for it too.
        return await asyncio.shield(looking)

    def _start(self, key: tuple[str, int]) -> _Looking:
        loop = asyncio.get_running_loop()
        looking: _Looking = loop.create_future()
        self._looking[key] = looking
        looking.add_done_callback(partial(self._ended, key))
        thread = threading.Thread(
            target=_look_up_for, args=(looking, loop, *key), name=f"lookup {key[0]}", daemon=True
        )
        try:
            thread.start()
        except RuntimeError:  # no more threads can be had
            looking.set_exception(socket.gaierror(socket.EAI_AGAIN, "no thread for the lookup"))
        return looking

    def _ended(self, key: tuple[str, int], looking: _Looking) -> None:
        self._looking.pop(key, None)
        if not looking.cancelled():
            looking.exception()  # when everybody left, nobody else asks for it


def _look_up(host: str, port: int, *, flags: int = 0) -> list[Address]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags)
    return list(dict.fromkeys((family, str(where[0])) for family, _, _, _, where in found))


def _look_up_for(looking: _Looking, loop: asyncio.AbstractEventLoop, host: str, port: int) -> None:
    found: list[Address] = []
    failure: Exception | None = None
    try:
        found = _look_up(host, port)
    except (OSError, UnicodeError) as error:
        failure = error

    def tell() -> None:
        if looking.done():
            return
        if failure is not None:
            looking.set_exception(failure)
        else:
            looking.set_result(found)

    with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
        loop.call_soon_threadsafe(tell)
