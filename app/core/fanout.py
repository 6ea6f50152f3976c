"""The fast broadcast: a frame is built once and written straight to each socket. Refuses to hold much for a slow reader.

Stock Flask-SocketIO hands every packet to a queue and a writer per client, which is where its time goes. Here a message is written by
whoever says it, if the socket takes it at once; else it waits in a capped backlog, and a client that does not read is cut off. All
that is known of the engine's inside stands in this file. On a version that has not been tried, or with LIVE_FANOUT=stock, nothing of
it is used and the engine does what it always does.
"""

import os
import select
import socket as sockets
import struct
import time
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from importlib.metadata import version
from typing import Any

from engineio.async_drivers._websocket_wsgi import SimpleWebSocketWSGI
from engineio.packet import MESSAGE, Packet
from flask import Flask
from gevent.monkey import get_original

Lock = get_original("threading", "Lock")
FLAGS = sockets.MSG_DONTWAIT | sockets.MSG_NOSIGNAL
TRIED = {"python-engineio": {"4.15.1"}, "python-socketio": {"5.18.1"}, "simple-websocket": {"1.1.0"}}
BACKLOG_BYTES = 262_144  # held in this process for one client that reads slowly
KERNEL_BYTES = 131_072  # and about as much again in the kernel, instead of the megabytes it would grow to
PATIENCE_SECONDS = 10  # without a single byte taken
WAITING_COMMANDS = 200  # received and not yet handled: nobody types faster than that


def untried() -> list[str]:
    """The packages whose installed version this file has not been tried with."""
    return [f"{name} {version(name)}" for name, known in TRIED.items() if version(name) not in known]


def init_app(app: Flask, server: Any, frame_bytes: int) -> bool:
    """Use the fast path for the websockets of this server; False where the engine stays as it is."""
    if app.config["LIVE_FANOUT"] == "stock":
        return False
    if strangers := untried():
        app.logger.warning("live events run without the fast broadcast, which has not been tried with %s", ", ".join(strangers))
        return False
    engine = server.eio
    usual = engine._async["websocket"]
    if not issubclass(usual, SimpleWebSocketWSGI):
        return False

    class Direct(usual):  # type: ignore[misc, valid-type]
        """A websocket whose writes all pass one door, and whose messages skip the engine's queue."""

        def __init__(self, handler: Callable[[Any], Any], _engine: Any) -> None:
            super().__init__(handler, _engine)
            self.server_args["max_message_size"] = frame_bytes
            self.client = handler.__self__  # type: ignore[attr-defined]

        def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            key = next((name for name in ("gunicorn.socket", "werkzeug.socket") if name in environ), None)
            if key and not hasattr(
                environ[key], "cipher"
            ):  # TLS in this very process: its sockets cannot be written to in this way
                door = Door(environ[key], engine.start_background_task, self._waiting)
                environ[key] = door
                if not self.client.connected:  # one that began by polling keeps its queue, or messages might overtake each other
                    self.client.send = _direct(self.client, self.client.send, door)
            answer: Iterable[bytes] = super().__call__(environ, start_response)
            return answer

        def _waiting(self) -> int:
            return len(self.ws.input_buffer) if hasattr(self, "ws") else 0

    def pass_on(eio_sid: str, packet: Packet) -> None:
        """One of a broadcast's packets to one client: three calls less than the engine's way."""
        client = engine.sockets.get(eio_sid)
        if client is not None and not client.closed:
            client.send(packet)

    engine._async = engine._async | {"websocket": Direct}
    server._send_eio_packet = pass_on
    return True


def _direct(client: Any, queued: Callable[[Packet], None], door: "Door") -> Callable[[Packet], None]:
    """A send for one client: messages go to the door, and what keeps the connection itself goes the usual way."""

    def send(packet: Packet) -> None:
        if packet.packet_type != MESSAGE or client.closed or not client.upgraded:
            queued(packet)
            return
        try:
            door.send(frame(packet))
        except OSError:  # gone meanwhile: whoever reads from it will notice and tidy up
            return

    return send


def frame(packet: Packet) -> bytes:
    """The packet as one unmasked websocket frame (RFC 6455, 5.2), made once however many it goes to."""
    try:
        made: bytes = packet.frame
    except AttributeError:
        words = packet.encode()
        body = words if packet.binary else words.encode()
        head, size = (0x82 if packet.binary else 0x81), len(body)
        if size < 126:
            made = struct.pack("!BB", head, size) + body
        elif size < 65_536:
            made = struct.pack("!BBH", head, 126, size) + body
        else:
            made = struct.pack("!BBQ", head, 127, size) + body
        packet.frame = made
    return made


class Door:
    """A client's socket for many writers: frames pass whole and in order, at once or from a capped backlog. Sending never waits."""

    def __init__(self, socket: Any, start: Callable[..., Any], waiting: Callable[[], int]) -> None:
        self.socket = socket
        self.raw = getattr(socket, "_sock", socket)  # below gevent's, which would wait where this must not
        self._send: Callable[[bytes | memoryview, int], int] = self.raw.send
        self.start, self.waiting = start, waiting
        self.lock = Lock()  # the thread's own kind under gevent too: nothing waits while it is held
        self.backlog: deque[bytes | memoryview] = deque()
        self.held = 0
        self.draining = False
        self.gone = False
        with suppress(OSError):
            socket.setsockopt(sockets.SOL_SOCKET, sockets.SO_SNDBUF, KERNEL_BYTES)

    def send(self, data: bytes) -> int:
        """Take the whole of `data`. OSError when the client is gone, or just now was found too slow."""
        with self.lock:
            if self.gone:
                raise BrokenPipeError
            too_slow = self.held > BACKLOG_BYTES  # before this frame: a large one by itself says nothing about its reader
            if not too_slow:
                sent = 0 if self.backlog else self._write(data)
                if sent != len(data):
                    self._keep(memoryview(data)[sent:] if sent else data)
        if too_slow:
            self.cut()
            raise BrokenPipeError
        return len(data)

    sendall = send

    def recv(self, most: int) -> bytes:
        if self.waiting() > WAITING_COMMANDS:
            self.cut()
        data: bytes = self.socket.recv(most)
        return data

    def close(self) -> None:
        self.gone = True
        with suppress(OSError):
            self.socket.shutdown(sockets.SHUT_RDWR)
        self.socket.close()

    def cut(self) -> None:
        """Let go of a client that does not read: whoever reads from this socket finds it closed."""
        with self.lock:
            self.gone = True
            self.backlog.clear()
            self.held = 0
        with suppress(OSError):
            self.socket.setsockopt(sockets.SOL_SOCKET, sockets.SO_LINGER, struct.pack("ii", 1, 0))
            self.socket.shutdown(sockets.SHUT_RDWR)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.socket, name)

    def _write(self, data: bytes | memoryview) -> int:
        try:
            return self._send(data, FLAGS)
        except BlockingIOError:
            return 0

    def _keep(self, rest: bytes | memoryview) -> None:
        self.backlog.append(rest)
        self.held += len(rest)
        if not self.draining:
            self.draining = True
            self.start(self._drain, os.dup(self.raw.fileno()))

    def _drain(self, twin: int) -> None:
        """Write the backlog as the client reads it. It waits on a twin of the socket, whose number nobody else can be given meanwhile."""
        ready = select.poll()
        ready.register(twin, select.POLLOUT)
        until = time.monotonic() + PATIENCE_SECONDS
        with suppress(OSError):
            while self.draining and ready.poll(max(0, until - time.monotonic()) * 1000):
                if self._empty():
                    until = time.monotonic() + PATIENCE_SECONDS
        os.close(twin)
        if self.draining:
            self.cut()

    def _empty(self) -> int:
        """Write what the socket takes of the backlog; how many bytes that was."""
        before = self.held
        with self.lock:
            while self.backlog:
                first = self.backlog[0]
                sent = self._write(first)
                self.held -= sent
                if sent < len(first):
                    self.backlog[0] = memoryview(first)[sent:]
                    break
                self.backlog.popleft()
            self.draining = bool(self.backlog)
        return before - self.held
