"""The fast broadcast at its edges: frames as the protocol wants them, slow readers, and the way back to the stock engine."""

import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from engineio.async_drivers._websocket_wsgi import SimpleWebSocketWSGI
from engineio.packet import MESSAGE, Packet
from flask import Flask
from wsproto.frame_protocol import FrameProtocol

from app.core import fanout
from app.core.fanout import BACKLOG_BYTES, Door, frame
from tests.live.serving import Served, served
from tests.live.wire import Refused, Wire, masked, unframed


def thread(target: Any, *given: Any) -> threading.Thread:
    running = threading.Thread(target=target, args=given, daemon=True)
    running.start()
    return running


@pytest.fixture
def pair() -> Iterator[tuple[Door, socket.socket]]:
    """A door, and the other end of its line."""
    ours, theirs = socket.socketpair()
    theirs.settimeout(10)
    yield Door(ours, thread), theirs
    ours.close()
    theirs.close()


@pytest.mark.parametrize("size", [0, 1, 124, 125, 126, 65_533, 65_534, 65_535, 70_000])
def test_a_frame_is_what_another_implementation_reads(size: int) -> None:
    words = ("가나다" * (size // 9 + 1)).encode()[:size].decode(errors="replace").replace("\ufffd", "a")
    reader = FrameProtocol(client=True, extensions=[])
    reader.receive_bytes(frame(Packet(MESSAGE, words)))
    assert "".join(str(part.payload) for part in reader.received_frames()) == f"4{words}"


def test_a_frame_is_made_once_however_many_it_goes_to() -> None:
    packet = Packet(MESSAGE, "하나")
    assert frame(packet) is frame(packet)


def test_frames_pass_whole_and_in_order_though_the_reader_is_slow(pair: tuple[Door, socket.socket]) -> None:
    door, theirs = pair
    for number in range(60):
        door.send(frame(Packet(MESSAGE, f"{number} " + "x" * 6_000)))
    assert door.held, "the line took all of it at once, so this test shows nothing"
    seen, data = [], bytearray()
    while len(seen) < 60:
        data += theirs.recv(4_096)
        while whole := unframed(data):
            seen.append(int(whole[1][1:].split()[0]))
    assert seen == list(range(60))
    assert door.held == 0


def test_who_does_not_read_is_cut_off_before_much_is_held(pair: tuple[Door, socket.socket]) -> None:
    door, _theirs = pair
    while door.held <= BACKLOG_BYTES:
        door.send(b"x" * 1_000)
    with pytest.raises(BrokenPipeError):
        door.send(b"one too many")
    assert door.gone and door.held == 0
    with pytest.raises(BrokenPipeError):
        door.send(b"more")


def test_one_large_answer_is_no_sign_of_a_slow_reader(pair: tuple[Door, socket.socket]) -> None:
    door, theirs = pair
    whole = frame(Packet(MESSAGE, "x" * 1_000_000))
    door.send(whole)
    data = bytearray()
    while len(data) < len(whole):
        data += theirs.recv(65_536)
    assert bytes(data) == whole


def test_who_takes_nothing_for_long_is_cut_off(pair: tuple[Door, socket.socket], monkeypatch: pytest.MonkeyPatch) -> None:
    door, _theirs = pair
    monkeypatch.setattr(fanout, "PATIENCE_SECONDS", 0.05)
    while not door.held:
        door.send(b"x" * 1_000)
    until = time.monotonic() + 10
    while not door.gone and time.monotonic() < until:
        time.sleep(0.01)
    assert door.gone


def _server(driver: type) -> Any:
    return SimpleNamespace(eio=SimpleNamespace(_async={"websocket": driver}, start_background_task=thread))


@pytest.mark.parametrize(
    ("setting", "known", "driver", "is_used"),
    [
        ("direct", fanout.TRIED, SimpleWebSocketWSGI, True),
        ("stock", fanout.TRIED, SimpleWebSocketWSGI, False),
        ("direct", fanout.TRIED | {"python-engineio": {"4.11.0"}}, SimpleWebSocketWSGI, False),
        ("direct", fanout.TRIED, object, False),
    ],
)
def test_the_engine_stays_as_it_is_when_told_so_or_unknown(
    setting: str, known: dict[str, set[str]], driver: type, is_used: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fanout, "TRIED", known)
    app, server = Flask(__name__), _server(driver)
    app.config["LIVE_FANOUT"] = setting
    assert fanout.init_app(app, server, 16_384) is is_used
    assert (server.eio._async["websocket"] is driver) is not is_used


@pytest.fixture(scope="module")
def halls() -> Iterator[dict[str, Served]]:
    """The same small application twice: with the fast broadcast, and as the stock engine runs it."""
    with served("tests.live.hall:app", {"LIVE_FANOUT": "direct"}, {"LIVE_FANOUT": "stock"}) as houses:
        yield dict(zip(("direct", "stock"), houses, strict=True))


@pytest.fixture(params=["direct", "stock"])
def hall(request: pytest.FixtureRequest, halls: dict[str, Served]) -> Served:
    return halls[request.param]


@pytest.fixture
def enter(hall: Served) -> Iterator[Callable[..., Wire]]:
    """enter(...): one more connection to the hall, closed with the test."""
    wires: list[Wire] = []

    def come(**given: Any) -> Wire:
        wires.append(Wire(hall.address, **given))
        return wires[-1]

    yield come
    for wire in wires:
        wire.close()


def test_what_one_person_sends_is_handled_in_their_order(enter: Callable[..., Wire]) -> None:
    speaker, listener = enter(), enter()
    for number in range(60):
        speaker.post("say", {"n": number, "nap": number % 7 == 0})
    assert [listener.wait("said")["n"] for _ in range(60)] == list(range(60))


@pytest.mark.parametrize("hall", ["direct"], indirect=True)  # the stock engine holds everything for as long as it takes
def test_a_slow_reader_is_cut_off_and_harms_nobody(enter: Callable[..., Wire]) -> None:
    speaker, listener, asleep = enter(), enter(), enter(buffer=4_096)
    for number in range(80):
        speaker.emit("say", {"n": number, "pad": "x" * 15_000})
        assert listener.wait("said")["n"] == number
    assert asleep.read_out() < 80


@pytest.mark.parametrize("hall", ["direct"], indirect=True)  # the stock engine reads all of it first
def test_a_message_too_large_ends_the_connection_before_it_is_in_memory(enter: Callable[..., Wire]) -> None:
    talker = enter()
    talker.socket.sendall(masked(b"x" * 60_000_000)[:14])  # so much is announced
    talker.pour(b"x" * 65_536, most=59_000_000)
    assert talker.read_out() == 0
    assert enter().emit("say", {"n": 1}) == {"ok": True}


def test_pages_of_other_sites_are_refused(hall: Served, enter: Callable[..., Wire]) -> None:
    with pytest.raises(Refused, match="400"):
        enter(origin="https://elsewhere.example")
    enter(origin=hall.address).close()


def test_compression_is_not_agreed_to(enter: Callable[..., Wire]) -> None:
    assert "permessage-deflate" not in enter(deflate=True).head


def test_a_large_answer_arrives_whole_at_a_reader_who_takes_his_time(enter: Callable[..., Wire]) -> None:
    speaker, slow = enter(), enter(buffer=4_096)
    for number in range(14):
        speaker.emit("say", {"n": number, "pad": "긴" * 2_000})
    assert [slow.wait("said")["n"] for _ in range(14)] == list(range(14))


@pytest.mark.parametrize("hall", ["direct"], indirect=True)
def test_who_floods_the_hall_is_cut_off(enter: Callable[..., Wire]) -> None:
    flooder, listener = enter(), enter()
    flood = b"".join(masked(b'42/forums,["say",{"nap":1}]') for _ in range(1_000))
    assert flooder.pour(flood) < 100_000_000
    assert listener.emit("say", {"n": 1}) == {"ok": True}


@pytest.mark.parametrize("hall", ["direct"], indirect=True)
def test_a_worker_that_ends_asks_everybody_to_come_back_spread_out(hall: Served, enter: Callable[..., Wire]) -> None:
    wires = [enter() for _ in range(3)]
    hall.process.send_signal(signal.SIGHUP)  # gunicorn ends its worker and starts another
    assert [wire.wait("restart")["within_ms"] for wire in wires] == [2_000] * 3
    assert [wire.read_out() for wire in wires] == [1] * 3  # the end of the line is said too
    assert enter().emit("say", {"n": 1}) == {"ok": True}
