"""A crowd of listeners in one process of its own: opens sockets, says things at a steady pace, and notes when each was heard by whom."""

import json
import os
import select
import socket
import struct
import sys
import time

PAD = "가" * 34  # with the rest of it an event of some 200 bytes
MARK = b'"t":'


def masked(words: str) -> bytes:
    body = words.encode()
    size = len(body)
    head = struct.pack("!BB", 0x81, 0x80 | size) if size < 126 else struct.pack("!BBH", 0x81, 0x80 | 126, size)
    return head + b"\0\0\0\0" + body


def begin(port: int) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", port), timeout=60)
    key = "dGhlIHNhbXBsZSBub25jZQ=="
    line.sendall(
        f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    return line


def enter(ports: list[int], count: int) -> list[socket.socket]:
    """So many connections, divided among the ports, fifty at a time: all of them in the namespace when this returns."""
    lines: list[socket.socket] = []
    while len(lines) < count:
        some = [begin(ports[(len(lines) + n) % len(ports)]) for n in range(min(50, count - len(lines)))]
        for line in some:
            _until(line, b'0{"sid"')
            line.sendall(masked("40/forums,"))
        for line in some:
            _until(line, b'40/forums,{"sid"')
        lines += some
    return lines


def _until(line: socket.socket, word: bytes) -> None:
    data = b""
    while word not in data:
        more = line.recv(4096)
        if not more:
            raise SystemExit("the server hung up")
        data += more


class Crowd:
    def __init__(self, lines: list[socket.socket]) -> None:
        self.lines = {line.fileno(): line for line in lines}
        self.ready = select.epoll()
        for number, line in self.lines.items():
            line.setblocking(False)
            self.ready.register(number, select.EPOLLIN)
        self.speaker = lines[0]
        self.took: list[int] = []

    def say(self, number: int) -> None:
        stamp = f'"t":1{time.monotonic_ns():019d}'  # always as many digits, so that a listener need not parse JSON
        self.speaker.sendall(masked(f'42/forums,{number}["say",{{{stamp},"n":{number},"pad":"{PAD}"}}]'))

    def listen(self, until: float, most: int | None = None) -> None:
        """Read what comes until then, or until `most` has been heard in all."""
        took, lines, clock = self.took, self.lines, time.monotonic_ns
        while (left := until - time.monotonic()) > 0 and (most is None or len(took) < most):
            for number, _ in self.ready.poll(left, 256):
                data = lines[number].recv(65_536)
                if not data:
                    self.ready.unregister(number)
                    continue
                now = clock()
                at = data.find(MARK)
                while at >= 0:
                    took.append(now - int(data[at + 5 : at + 24]))
                    at = data.find(MARK, at + 24)
                if data.startswith(b"\x81\x012"):
                    lines[number].send(masked("3"))


def main() -> None:
    """argv: how many, how many a second, for how many seconds, ports… ; the answers are lines of JSON, asked for by lines on stdin."""
    count, pace, seconds = int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])
    crowd = Crowd(enter([int(port) for port in sys.argv[4:]], count))
    print(json.dumps({"here": count}), flush=True)
    sys.stdin.readline()
    began, spoken = time.monotonic(), int(pace * seconds)
    for number in range(spoken):
        crowd.listen(began + number / pace)
        crowd.say(number)
    crowd.listen(time.monotonic() + 15, spoken * count)
    took = sorted(crowd.took)
    lost = spoken * count - len(took)
    at = {name: took[int(len(took) * part)] / 1e6 for name, part in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))} if took else {}
    used = os.times()
    print(
        json.dumps(
            at | {"max": took[-1] / 1e6 if took else 0, "heard": len(took), "lost": lost, "crowd_cpu": used.user + used.system}
        ),
        flush=True,
    )
    crowd.took.clear()
    sys.stdin.readline()
    began = time.monotonic()
    blast = 60
    for number in range(blast):
        crowd.say(number)
    crowd.listen(began + 30, blast * count)
    print(
        json.dumps({"blast": len(crowd.took) / (time.monotonic() - began), "blast_lost": blast * count - len(crowd.took)}),
        flush=True,
    )


if __name__ == "__main__":
    main()
