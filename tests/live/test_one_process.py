"""One process, real connections: another application beside, another database behind, and clients without websockets."""

import json
import urllib.request
from itertools import count
from typing import Any

from app import create_app
from app.extensions import db, socketio
from app.forums import queries, services
from app.forums.here import Here, here
from tests.browser import serving
from tests.live.wire import Wire
from tests.make import forums


def test_another_application_in_the_same_process_takes_nobodys_connection_over(app, tmp_path):
    forum, ours = forums.live(), socketio.server
    with serving(app) as address:
        before = Wire(address)
        other = create_app({"SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'other.sqlite3'}", "TESTING": True})
        after = Wire(address)
        for wire in (before, after):
            assert wire.emit("join", {"forum": forum.id})["ok"]
        services.caption(forum, by=forums.leader(forum), text="모두 듣습니다")
        for wire in (before, after):
            assert wire.wait("ev")["p"]["text"] == "모두 듣습니다"
            wire.close()
    assert socketio.server is ours
    with other.app_context():
        assert socketio.server is not ours


def test_what_a_process_knows_of_one_database_is_not_told_of_another(app, tmp_path):
    here().snapshots[1, "participant"] = (0.0, {})
    usual = db.engines[None]
    db.engines[None] = db.create_engine(f"sqlite:///{tmp_path / 'second.sqlite3'}")
    try:
        assert here() == Here(lock=here().lock)
    finally:
        db.engines[None].dispose()
        db.engines[None] = usual
    assert here().snapshots


class Poller:
    """A client whose proxy lets no websockets through: asks over and over, one answer at a time."""

    def __init__(self, address: str) -> None:
        self.address = f"{address}/socket.io/?EIO=4&transport=polling"
        self.numbers, self.waiting = count(1), []
        opened = json.loads(self._ask()[0][1:])
        self.address += f"&sid={opened['sid']}"
        self._tell("40/forums,")
        assert self.next().startswith("40/forums,")

    def _ask(self) -> list[str]:
        with urllib.request.urlopen(self.address, timeout=30) as answer:
            return str(answer.read().decode()).split("\x1e")

    def _tell(self, packet: str) -> None:
        urllib.request.urlopen(urllib.request.Request(self.address, packet.encode(), method="POST"), timeout=30).close()

    def next(self) -> str:
        """The next packet that is not a ping."""
        while True:
            while not self.waiting:
                self.waiting = self._ask()
            packet = self.waiting.pop(0)
            if packet != "2":
                return packet
            self._tell("3")

    def emit(self, event: str, payload: Any) -> Any:
        number = next(self.numbers)
        self._tell(f"42/forums,{number}{json.dumps([event, payload])}")
        while not (packet := self.next()).startswith(f"43/forums,{number}["):
            pass
        return json.loads(packet.partition(",")[2][len(str(number)) :])[0]

    def told(self, name: str) -> Any:
        """The next event of that name."""
        while True:
            packet = self.next()
            if packet.startswith("42/forums,") and (said := json.loads(packet.partition(",")[2]))[0] == name:
                return said[1]


def test_whoever_polls_is_told_what_a_websocket_is_told(app):
    forum = forums.live()
    boss = forums.leader(forum)
    with serving(app) as address:
        poller, wire = Poller(address), Wire(address)
        joined = [one.emit("join", {"forum": forum.id}) for one in (poller, wire)]
        assert joined[0]["ok"] and joined[0]["head"] == joined[1]["head"]
        assert joined[0]["state"].keys() == joined[1]["state"].keys()
        for number in range(20):
            services.caption(forum, by=boss, text=f"자막 {number}")
        item = queries.items(forum)[0].id
        services.start_item(forum, by=boss, item=item)
        polled, heard = ([one() for _ in range(21)] for one in (lambda: poller.told("ev"), lambda: wire.wait("ev")))
        assert polled == heard
        assert [one["seq"] for one in polled] == list(range(joined[0]["head"]["pub"] + 1, joined[0]["head"]["pub"] + 22))
        assert poller.emit("sync", {"ch": "pub", "since": joined[0]["head"]["pub"]})["events"] == heard
        refused = [one.emit("cmd", {"id": "a1", "k": "chat.send", "p": {"text": "안녕"}}) for one in (poller, wire)]
        assert refused[0]["code"] == refused[1]["code"] == "FORBIDDEN"
        wire.close()
