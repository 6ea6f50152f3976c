"""The fast broadcast: a frame is built once and written straight to each socket. Refuses to hold much for a slow reader.

Stock Flask-SocketIO hands every packet to a queue and a writer per client, which is where its time goes, and runs four threads for
each, which is where its memory goes. Here a message is written by whoever says it, if the socket takes it at once; else it waits in
a capped backlog, and a client that does not read is cut off. Whoever awaits a client's messages reads its socket; one clock for all
asks whether they are still there. All that is known of the engine's inside stands in this file. On a version that has not been
tried, or with LIVE_FANOUT=stock, nothing of it is used and the engine does what it always does.
"""

import os
import select
import socket as sockets
import struct
import time
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from importlib.metadata import version
from typing import Any

from engineio.async_drivers._websocket_wsgi import SimpleWebSocketWSGI
from engineio.exceptions import EngineIOError
from engineio.packet import PING, Packet
from engineio.socket import Socket
from flask import Flask
from gevent.monkey import get_original
from simple_websocket import ConnectionClosed
from simple_websocket import Server as WebSocket
from wsproto.utilities import LocalProtocolError

Lock = get_original("threading", "Lock")
FLAGS = sockets.MSG_DONTWAIT | sockets.MSG_NOSIGNAL
TRIED = {"python-engineio": {"4.15.1"}, "python-socketio": {"5.18.1"}, "simple-websocket": {"1.1.0"}}
BACKLOG_BYTES = 262_144  # held in this process for one client that reads slowly
KERNEL_BYTES = 131_072  # and about as much again in the kernel, instead of the megabytes it would grow to
PATIENCE_SECONDS = 10  # without a single byte taken
FLOOD_MESSAGES, FLOOD_SECONDS = 200, 5  # so many within so many seconds: nobody types faster than that
PARTING_SECONDS = 5  # for a client to hang up once it has been told that this is the end


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
    clock, doors = Clock(engine), dict[str, Door]()
    threadless = Threadless(engine, clock)

    class Direct(usual):  # type: ignore[misc, valid-type]
        """A websocket whose writes all pass one door, and whose messages skip the engine's queue."""

        def __init__(self, handler: Callable[[Any], Any], _engine: Any) -> None:
            super().__init__(handler, _engine)
            self.server_args["max_message_size"] = frame_bytes
            self.client = handler.__self__  # type: ignore[attr-defined]

        def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            key = next((name for name in ("gunicorn.socket", "werkzeug.socket") if name in environ), None)
            if key is None or hasattr(environ[key], "cipher"):  # TLS in this very process: no writing to its sockets in this way
                return super().__call__(environ, start_response)  # type: ignore[no-any-return]
            environ[key] = Door(environ[key], clock.start)
            if self.client.connected:  # one that began by polling keeps its queue, or messages might overtake each other
                return super().__call__(environ, start_response)  # type: ignore[no-any-return]
            self.ws = Line(environ, engine.sleep, **self.server_args)
            lay(self.client, self.ws, threadless, doors)
            try:
                self.app(self)
            finally:
                self.ws.hang_up()
            raise (
                StopIteration if self.ws.mode == "gunicorn" else ConnectionError
            )  # how each server is told that it has no more to say

    def pass_on(eio_sid: str, packet: Packet) -> None:
        """One of a broadcast's packets to one client: nothing here that has not to be done two thousand times."""
        door = doors.get(eio_sid)
        if door is None:
            if (client := engine.sockets.get(eio_sid)) is not None and not client.closed:
                client.send(packet)
            return
        try:
            door.send(frame(packet))
        except OSError:  # gone meanwhile: whoever reads from it will notice and tidy up
            return

    engine._async = engine._async | {"websocket": Direct}
    engine.start_background_task = clock.start_background_task
    server._send_eio_packet = pass_on
    return True


class Clock:
    """One for all clients, instead of a sleeping thread for each: when to ask whether they are there, when to give them up."""

    def __init__(self, engine: Any) -> None:
        self.engine, self.start = engine, engine.start_background_task
        self.lines: dict[float, deque[tuple[float, Callable[[], None]]]] = {}
        self.lock = Lock()
        self.is_running = False

    def start_background_task(self, target: Callable[..., Any], *given: Any, **named: Any) -> Any:
        """As the engine's, but for the thread that would sleep until a client's next ping."""
        client = getattr(target, "__self__", None)
        if not isinstance(client, Socket) or getattr(target, "__name__", "") != "_send_ping":
            return self.start(target, *given, **named)
        self.later(self.engine.ping_interval, partial(ping, client))
        return None

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        """Do this in so many seconds, or one more. Those with the same wait stand in one line, in the order they came."""
        with self.lock:
            self.lines.setdefault(seconds, deque()).append((time.monotonic() + seconds, act))
            is_first, self.is_running = not self.is_running, True
        if is_first:
            self.start(self._run)

    def _run(self) -> None:
        while self.is_running:
            self.engine.sleep(1)
            for act in self._due():
                with suppress(OSError, EngineIOError):
                    act()

    def _due(self) -> list[Callable[[], None]]:
        """What is to be done now. With nobody left the clock stops; the next who comes starts it again."""
        now, due = time.monotonic(), []
        with self.lock:
            for line in self.lines.values():
                while line and line[0][0] <= now:
                    due.append(line.popleft()[1])
            self.is_running = bool(due) or any(self.lines.values())
        return due


def ping(client: Any) -> None:
    """The engine's `_send_ping`, from where its sleep is over."""
    if not client.closing and not client.closed:
        client.last_ping = time.time()
        client.send(Packet(PING))


class Threadless:
    """What a client with a line of its own takes for the engine. Its writer is nobody, since nothing waits to be written."""

    def __init__(self, engine: Any, clock: Clock) -> None:
        self.engine, self.clock = engine, clock

    def __getattr__(self, name: str) -> Any:
        return getattr(self.engine, name)

    def start_background_task(self, target: Callable[..., Any], *given: Any, **named: Any) -> Any:
        return NOBODY if target.__name__ == "writer" else self.clock.start_background_task(target, *given, **named)


class Nobody:
    """A thread that does nothing, and the event nobody waits for."""

    name = ""

    def start(self) -> None:
        """Nothing begins."""

    join = set = clear = start


NOBODY = Nobody()


class Line(WebSocket):  # type: ignore[misc]
    """A websocket read by whoever awaits its messages, who reads no further than the next: what more is sent waits with the sender."""

    def __init__(self, environ: dict[str, Any], sleep: Callable[[float], None], **given: Any) -> None:
        self.sleep = sleep
        self.is_over = False
        self.counted, self.since = 0, time.monotonic()
        super().__init__(environ, **given | {"thread_class": lambda target: Nobody(), "event_class": Nobody})

    def receive(self, timeout: float | None = None) -> Any:
        """The next message; ConnectionClosed at the end."""
        if self.input_buffer:
            self.sleep(0)  # everybody else first
        while self.connected and not self.input_buffer:
            self._read()
        if not self.connected or self._is_flood():
            raise ConnectionClosed(self.close_reason, self.close_message)
        return self.input_buffer.pop(0)

    def _read(self) -> None:
        try:
            data = self.sock.recv(self.receive_bytes)
            if not data:
                raise OSError
            self.ws.receive_data(data)
            self.is_over = not self._handle_events()
        except (OSError, LocalProtocolError):
            self.is_over = True
        if self.is_over:
            self.connected = False

    def _is_flood(self) -> bool:
        self.counted += 1
        if self.counted < FLOOD_MESSAGES:
            return False
        now = time.monotonic()
        self.is_over = now - self.since < FLOOD_SECONDS
        self.counted, self.since = 0, now
        return self.is_over

    def say_goodbye(self) -> None:
        """Tell the client that this is the end; whoever reads here notices when it hangs up."""
        with suppress(OSError, ConnectionClosed, LocalProtocolError):
            self.close()

    def hang_up(self) -> None:
        """Let the client hang up first, so that it gets what is on its way to it."""
        with suppress(OSError):
            while not self.is_over and self.sock.recv(self.receive_bytes):
                pass
        self.sock.close()


def lay(client: Any, line: Line, threadless: Threadless, doors: "dict[str, Door]") -> None:
    """Let this client's packets go straight to its door, and its end be the end of its line."""
    queued, door = client.send, line.sock

    def send(packet: Packet) -> None:
        if client.closed or not client.upgraded:
            queued(packet)
            return
        with suppress(OSError):
            door.send(frame(packet))

    def close(wait: bool = True, abort: bool = False, reason: Any = None) -> None:
        is_first = not client.closed and not client.closing
        doors.pop(client.sid, None)  # nothing is said after the end
        Socket.close(client, wait=False, abort=abort, reason=reason)
        if is_first and not line.is_over:
            line.say_goodbye()
            threadless.clock.later(PARTING_SECONDS, door.cut)

    client.send, client.close, client.server = send, close, threadless
    doors[client.sid] = door
    while not client.queue.empty():  # the engine's greeting, from before the line stood
        door.send(frame(client.queue.get(block=False)))
        client.queue.task_done()


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

    def __init__(self, socket: Any, start: Callable[..., Any]) -> None:
        self.socket = socket
        self.raw = getattr(socket, "_sock", socket)  # below gevent's, which would wait where this must not
        self._send: Callable[[bytes | memoryview, int], int] = self.raw.send
        self.start = start
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
            if not self.backlog and not self.gone:
                try:
                    sent = self._send(data, FLAGS)
                except BlockingIOError:
                    sent = 0
                if sent != len(data):
                    self._keep(memoryview(data)[sent:] if sent else data)
                return len(data)
            if self.gone:
                raise BrokenPipeError
            if self.held <= BACKLOG_BYTES:  # before this frame: a large one by itself says nothing about its reader
                self._keep(data)
                return len(data)
        self.cut()
        raise BrokenPipeError

    sendall = send

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
