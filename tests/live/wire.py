"""A Socket.IO client over a plain socket, for tests that look at every frame and decide when not to read."""

import base64
import json
import os
import socket
import struct
import time
from collections import deque
from collections.abc import Callable
from typing import Any
from urllib.parse import SplitResult, urlsplit

SECONDS = 15


class Refused(Exception):
    """The server did not let this client in; the argument says how: a status or the words of the namespace."""


class Gone(Exception):
    """The server has closed the connection."""


class Wire:
    """One person's connection. What arrives while something else is awaited is kept in `events`."""

    def __init__(
        self, address: str, namespace: str = "/forums", *, auth: Any = None, cookie: str = "", origin: str = "", lang: str = "",
        buffer: int = 0, deflate: bool = False,
    ) -> None:  # fmt: skip
        self.namespace = namespace
        self.events: deque[tuple[str, Any]] = deque()
        self.acks: dict[int, Any] = {}
        self.sent = 0
        self._in = bytearray()
        self.socket = socket.socket()
        try:
            self._begin(urlsplit(address), auth, cookie, origin, lang, buffer, deflate)
        except BaseException:
            self.socket.close()
            raise

    def _begin(self, parts: SplitResult, auth: Any, cookie: str, origin: str, lang: str, buffer: int, deflate: bool) -> None:
        if buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        self.socket.settimeout(SECONDS)
        self.socket.connect((parts.hostname, parts.port))
        lines = [
            f"GET /socket.io/?EIO=4&transport=websocket{f'&lang={lang}' if lang else ''} HTTP/1.1", f"Host: {parts.netloc}",
            "Upgrade: websocket", "Connection: Upgrade", f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
            "Sec-WebSocket-Version: 13",
        ]  # fmt: skip
        lines += [f"Cookie: decide_session={cookie}"] if cookie else []
        lines += [f"Origin: {origin}"] if origin else []
        lines += ["Sec-WebSocket-Extensions: permessage-deflate"] if deflate else []
        self.socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        while b"\r\n\r\n" not in self._in:
            self._more()
        head, _, rest = bytes(self._in).partition(b"\r\n\r\n")
        self.head, self._in = head.decode(), bytearray(rest)
        if " 101 " not in self.head.split("\r\n", maxsplit=1)[0]:
            self.socket.close()
            raise Refused(self.head.split(" ")[1])
        assert self.packet()[0] == "0"
        self.write(f"40{self.namespace}," + (json.dumps(auth) if auth is not None else ""))
        answer = self.packet()
        while not answer.startswith(("40", "44")):
            self._take(answer)
            answer = self.packet()
        if answer.startswith("44"):
            self.close()
            raise Refused(json.loads(answer.partition(",")[2]))

    def write(self, words: str) -> None:
        self.socket.sendall(masked(words.encode()))

    def packet(self, seconds: float = SECONDS) -> str:
        """The next Engine.IO packet that is not a ping."""
        until = time.monotonic() + seconds
        while True:
            words = self._frame(until)
            if words != "2":
                return words
            self.write("3")

    def emit(self, event: str, payload: Any = None) -> Any:
        """Send an event and wait for its acknowledgement."""
        number = self.post(event, payload)
        while number not in self.acks:
            self._take(self.packet())
        return self.acks.pop(number)

    def post(self, event: str, payload: Any = None) -> int:
        """Send an event and do not wait."""
        self.sent += 1
        self.write(f"42{self.namespace},{self.sent}{json.dumps([event, payload])}")
        return self.sent

    def wait(self, event: str, when: Callable[[Any], bool] = lambda _: True, seconds: float = SECONDS) -> Any:
        """The next event of that name for which `when` holds; those before it stay in `events`."""
        seen = 0
        until = time.monotonic() + seconds
        while True:
            while seen < len(self.events):
                name, payload = self.events[seen]
                if name == event and when(payload):
                    del self.events[seen]
                    return payload
                seen += 1
            self._take(self.packet(max(0.01, until - time.monotonic())))

    def quiet(self, seconds: float = 0.3) -> None:
        """Read whatever comes until nothing comes."""
        try:
            while True:
                self._take(self.packet(seconds))
        except TimeoutError:
            return

    def read_out(self, seconds: float = SECONDS) -> int:
        """Read until the server has ended this connection; how many packets still came."""
        read = 0
        while True:
            try:
                self._take(self.packet(seconds))
            except (Gone, OSError):
                return read
            read += 1

    def pour(self, data: bytes, most: int = 100_000_000) -> int:
        """Write this over and over until the server does not take it any more; how many bytes it took."""
        poured = 0
        try:
            while poured < most:
                self.socket.sendall(data)
                poured += len(data)
        except OSError:
            pass
        return poured

    def close(self) -> None:
        self.socket.close()

    def _take(self, packet: str) -> None:
        body = packet.removeprefix(packet[:2]).partition(",")[2]
        if packet.startswith("42"):
            name, *given = json.loads(body)
            self.events.append((name, given[0] if given else None))
        elif packet.startswith("43"):
            digits = body[: body.index("[")]
            self.acks[int(digits)] = (json.loads(body[len(digits) :]) or [None])[0]
        elif packet.startswith("41"):
            raise Gone("the namespace was closed")

    def _more(self) -> None:
        data = self.socket.recv(65_536)
        if not data:
            raise Gone
        self._in += data

    def _frame(self, until: float) -> str:
        while (whole := unframed(self._in)) is None:
            self.socket.settimeout(max(0.01, until - time.monotonic()))
            try:
                self._more()
            except ConnectionError as error:
                raise Gone from error
        opcode, body = whole
        if opcode == 8:
            raise Gone
        return body.decode()


def masked(body: bytes, opcode: int = 1) -> bytes:
    """A client's frame; the mask is zero, which the protocol allows and a test can read."""
    size = len(body)
    if size < 126:
        head = struct.pack("!BB", 0x80 | opcode, 0x80 | size)
    elif size < 65_536:
        head = struct.pack("!BBH", 0x80 | opcode, 0x80 | 126, size)
    else:
        head = struct.pack("!BBQ", 0x80 | opcode, 0x80 | 127, size)
    return head + b"\0\0\0\0" + body


def unframed(data: bytearray) -> tuple[int, bytes] | None:
    """Take the first whole frame of a server off `data`; None while it has not all come."""
    if len(data) < 2:
        return None
    size, start = data[1] & 0x7F, 2
    if size == 126:
        start = 4
        size = struct.unpack("!H", data[2:4])[0] if len(data) >= 4 else 65_536
    elif size == 127:
        start = 10
        size = struct.unpack("!Q", data[2:10])[0] if len(data) >= 10 else 2**62
    if len(data) < start + size:
        return None
    opcode, body = data[0] & 0x0F, bytes(data[start : start + size])
    del data[: start + size]
    return opcode, body
