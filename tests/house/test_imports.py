"""Who may import whom, and which doors there are only one of."""

import sys

import pytest

from tests.house.source import attributes, imports, modules, room, stem

LAYERS = [
    {"core"}, {"districts"}, {"accounts"}, {"notices"}, {"moderation"}, {"comments"}, {"proposals", "voting", "opinions"}, {"verifiable"}, {"polls"},
    {"replies"}, {"budget"}, {"forums", "delivery"}, {"pages"}, {"demo"},
]  # fmt: skip
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
PURE = {
    "ballot",
    "diff",
    "funding",
    "map",
    "orders",
    "outline",
    "pb",
    "policy",
    "protocol",
    "routing",
    "rules",
    "similar",
    "states",
    "tally",
    "tree",
    "words",
}
PURE_CORE = {
    "app.core.diff",
    "app.core.errors",
    "app.core.grams",
    "app.core.states",
    "app.core.money",
    "app.core.permits",
    "app.core.personal",
    "app.core.text",
}
PURE_LIBRARIES = {"numpy", "gmpy2", "cryptography", "rfc8785"}
PRIVATE = {"views", "forms", "events"}
SESSION = {"queries", "search", "services", "transaction", "live", "database", "history", "demo", "jobs"}
COMPOSITION = {"app", "app.rooms", "app.extensions", "app.core.cli", "app.serve"}


def pairs():
    for name, tree in modules().items():
        for target in imports(tree):
            if target.startswith("app.") and target in modules():
                yield name, target


def is_pure(name: str) -> bool:
    return name in PURE_CORE or stem(name) in PURE


def test_no_room_imports_a_room_above_or_beside_it():
    wrong = [
        (name, target)
        for name, target in pairs()
        if name not in COMPOSITION and room(name) and room(target) and room(name) != room(target)
        if LEVEL[room(target)] >= LEVEL[room(name)]
    ]
    assert not wrong


def test_nobody_imports_another_rooms_views_forms_or_events():
    wrong = [(n, t) for n, t in pairs() if room(t) not in ("core", room(n)) and stem(t) in PRIVATE]
    assert not wrong


def test_rules_and_counting_import_nothing_of_the_framework():
    for name, tree in modules().items():
        if not is_pure(name):
            continue
        for target in imports(tree):
            top = target.split(".")[0]
            is_ours = target in ("app", "app.core") or any(is_pure(".".join(target.split(".")[:n])) for n in range(3, 8))
            is_ours = is_ours or target.startswith(
                ("app.voting.tally", "app.voting.ballot", "app.voting.pb", "app.voting.protocol")
            )
            assert (
                top in sys.stdlib_module_names
                or top in PURE_LIBRARIES
                or (top == "app" and (is_ours or (room(target) == room(name) and stem(target) in {"", *PURE})))
            ), (
                name,
                target,
            )


@pytest.mark.parametrize(
    ("word", "allowed"),
    [
        ("db.session", SESSION),
        ("session.commit", {"transaction"}),
        ("datetime.now", {"clock"}),
        ("date.today", set()),
        ("socketio.emit", {"live", "announce"}),
    ],
)
def test_there_is_one_kind_of_file_for(word, allowed):
    wrong = [
        name
        for name, tree in modules().items()
        if any(a.endswith(word) for a in attributes(tree)) and not allowed & set(name.split("."))
    ]
    assert not wrong


@pytest.mark.parametrize(
    ("library", "door"),
    [
        ("bleach", "app.core.sanitize"),
        ("smtplib", "app.core.mail"),
        ("argon2", "app.accounts.passwords"),
        ("PIL", "app.core.files"),
    ],
)
def test_there_is_one_door_to(library, door):
    users = {name for name, tree in modules().items() if any(t.split(".")[0] == library for t in imports(tree))}
    assert users == {door}


def test_rules_speak_no_request_and_services_send_nothing():
    for name, tree in modules().items():
        if stem(name) == "services":
            forbidden = {"flask.request", "flask.flash", "flask.redirect", "flask.render_template", "flask_login.current_user"}
            assert not forbidden & set(imports(tree)), name
        if stem(name) == "views":
            assert not [a for a in attributes(tree) if a.startswith("db.session")], name
