"""The one door to the search index: what a room writes into it and asks of it, on SQLite (FTS5) and PostgreSQL (GIN) alike.

A room has a table of entries, one row for each thing that can be found, and writes it in the transaction that changes the thing.
Refuses to know what the things are, and who may see them: the room joins its own table and says so.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import (
    DDL,
    ColumnElement,
    Select,
    Table,
    Text,
    cast,
    column,
    event,
    func,
    literal,
    or_,
    select,
    table,
    text,
    union_all,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from app.core import grams
from app.core.grams import Term
from app.extensions import db

MIRROR = "_fts"
STATISTICS_FROM = 5_000  # entries: fewer are counted as fast as looked up, and exactly
GIN = "gin_"
Group = Sequence[Term]
"""Ways to say one thing, any of which a text may hold: the word that was asked for and its synonyms."""


class Entry:
    """The columns of an index of things: the title and the whole text as they are compared, and the tokens of both.

    `terms` also holds the token of the district, so that one district's search does not wade through all others'.
    """

    title: Mapped[str] = mapped_column(Text)
    title_terms: Mapped[str] = mapped_column(Text().with_variant(TSVECTOR(), "postgresql"), deferred=True)
    edition: Mapped[int] = mapped_column()
    words: Mapped[str] = mapped_column(Text, deferred=True)
    terms: Mapped[str] = mapped_column(Text().with_variant(TSVECTOR(), "postgresql"), deferred=True)


def definitions(entries: str, key: str) -> dict[str, list[str]]:
    """The statements that hang an index onto a table of entries, and keep it in step whoever writes the table."""
    mirror, indexed = entries + MIRROR, "title_terms, terms"
    put = f"INSERT INTO {mirror}(rowid, {indexed}) VALUES (new.{key}, new.title_terms, new.terms);"  # noqa: S608 - names of our own
    drop = f"INSERT INTO {mirror}({mirror}, rowid, {indexed}) VALUES ('delete', old.{key}, old.title_terms, old.terms);"  # noqa: S608
    return {
        "sqlite": [
            f"CREATE VIRTUAL TABLE {mirror} USING fts5({indexed}, content='{entries}', content_rowid='{key}', "
            "detail=column, columnsize=0, tokenize='unicode61 remove_diacritics 0')",
            f"CREATE TRIGGER {entries}_added AFTER INSERT ON {entries} BEGIN {put} END",
            f"CREATE TRIGGER {entries}_removed AFTER DELETE ON {entries} BEGIN {drop} END",
            f"CREATE TRIGGER {entries}_changed AFTER UPDATE ON {entries} BEGIN {drop} {put} END",
        ],
        "postgresql": [
            f"CREATE INDEX {GIN}{entries}_title_terms ON {entries} USING gin (title_terms)",
            f"CREATE INDEX {GIN}{entries}_terms ON {entries} USING gin (terms)",
            # Reading the whole table looks cheap to the planner when shared among workers: it does not count unpacking every row's tokens.
            f"ALTER TABLE {entries} SET (parallel_workers = 0)",
        ],
    }


def attach(entries: Table) -> None:
    """Make the index whenever this table of entries is made. What it holds can be made again from the things it is about."""
    entries.info["is_derived"] = True
    (key,) = entries.primary_key.columns.keys()
    for dialect, statements in definitions(entries.name, key).items():
        for statement in statements:
            event.listen(entries, "after_create", DDL(statement).execute_if(dialect=dialect))
    event.listen(entries, "before_drop", DDL(f"DROP TABLE IF EXISTS {entries.name}{MIRROR}").execute_if(dialect="sqlite"))


def is_shadow(name: str | None) -> bool:
    """Whether a table or index in the database is the index's own, which no model speaks of."""
    return name is not None and (name.startswith(GIN) or f"{MIRROR}_" in f"{name}_")


def put(kind: Any, number: int, district_id: int, *, title: str, words: Iterable[str]) -> None:
    """Write what can be found of one thing, within the running service; what stood there before is replaced."""
    (key,) = kind.__table__.primary_key.columns.keys()
    row = {key: number, "district_id": district_id, **compared(district_id, title, words)}
    added = (postgresql if _is_postgres() else sqlite).insert(kind).values(row)
    db.session.execute(added.on_conflict_do_update(index_elements=[key], set_=row))


def compared(district_id: int, title: str, words: Iterable[str]) -> dict[str, Any]:
    heading, every = grams.key(title), " ".join(filter(None, map(grams.key, (title, *words))))
    scope = grams.scope(district_id)
    return {
        "title": heading,
        "words": every,
        "title_terms": " ".join([scope, *grams.tokens(heading)]),
        "terms": " ".join([scope, *grams.tokens(every)]),
        "edition": grams.EDITION,
    }


def found(kind: Any, groups: Sequence[Group], district_ids: Sequence[int]) -> Select[Any]:
    """The keys of the entries that hold one of each group, in one of these districts."""
    expression = _all_of([*map(_said, groups), _any_of([_quoted(grams.scope(number)) for number in district_ids])])
    unproven = [group for group in groups if not all(one.is_exact for one in group)]
    if not unproven:
        return _keys(kind, "terms", expression)
    by_text = [or_(*(kind.words.contains(one.text) for one in group)) for group in unproven]
    (key,) = kind.__table__.primary_key
    return select(key).where(_holds(kind, "terms", expression), *by_text)


def titled(kind: Any, groups: Sequence[Group], district_ids: Sequence[int]) -> list[Select[Any]]:
    """For each group the keys of the entries whose title holds one of it, as far as the pairs of syllables tell."""
    scope = _any_of([_quoted(grams.scope(number)) for number in district_ids])
    return [_keys(kind, "title_terms", _all_of([_said(group), scope])) for group in groups]


def counts(kind: Any, tokens: Collection[str], at_most: int) -> dict[str, int]:
    """In how many titles each of these tokens stands, everywhere and nearly: what PostgreSQL's own statistics call common is not
    counted again, nor anything beyond the limit."""
    common = _common(kind, tokens) if _is_postgres() else {}
    rest = [token for token in tokens if token not in common]
    ways = [_keys(kind, "title_terms", _quoted(token)).limit(at_most).subquery() for token in rest]
    found = [
        select(literal(token), select(func.count()).select_from(way).scalar_subquery())
        for token, way in zip(rest, ways, strict=True)
    ]
    return common | ({row[0]: row[1] for row in db.session.execute(union_all(*found))} if found else {})


def _common(kind: Any, tokens: Collection[str]) -> dict[str, int]:
    shares = text(
        "SELECT token, share * reltuples FROM pg_stats AS s JOIN pg_class AS c ON c.oid = to_regclass(s.tablename), "
        "unnest(s.most_common_elems::text::text[], s.most_common_elem_freqs) AS u(token, share) "
        "WHERE s.schemaname = current_schema() AND s.tablename = :entries AND s.attname = 'title_terms' AND token = ANY(:tokens) "
        "AND reltuples >= :least"
    )
    rows = db.session.execute(shares, {"entries": kind.__tablename__, "tokens": list(tokens), "least": STATISTICS_FROM})
    return {token: round(number) for token, number in rows}


def titles(kind: Any, tokens: Sequence[Sequence[str]], district_id: int, at_most: int) -> list[tuple[int, list[str]]]:
    """The newest entries of a district whose title holds any of these sets of tokens: their keys and all tokens of their titles."""
    (key,), held = kind.__table__.primary_key, kind.__table__.c.title_terms
    any_set = _any_of([_all_of(list(map(_quoted, one))) for one in tokens])
    here = _holds(kind, "title_terms", _all_of([any_set, _quoted(grams.scope(district_id))]))
    wanted = select(key, held).where(here).order_by(key.desc()).limit(at_most)
    return [(number, stored.replace("'", "").split()) for number, stored in db.session.execute(wanted)]


def outdated(kind: Any) -> ColumnElement[bool]:
    """The entries written by an older edition of the pairs."""
    return kind.edition != grams.EDITION


def _said(group: Group) -> str:
    return _any_of([_all_of([*map(_quoted, one.tokens), *map(_beginning, one.starts)]) for one in group])


def _holds(kind: Any, indexed: str, expression: str) -> ColumnElement[bool]:
    """Whether an entry is one that the index gives for an expression in its own language."""
    if _is_postgres():
        return kind.__table__.c[indexed].op("@@", is_comparison=True)(cast(expression, TSQUERY))
    (key,) = kind.__table__.primary_key
    return key.in_(_keys(kind, indexed, expression))


def _keys(kind: Any, indexed: str, expression: str) -> Select[Any]:
    """The keys that the index gives. On SQLite it knows them without the table of entries."""
    if _is_postgres():
        (key,) = kind.__table__.primary_key
        return select(key).where(_holds(kind, indexed, expression))
    mirror = kind.__tablename__ + MIRROR
    return select(column("rowid")).select_from(table(mirror)).where(column(mirror).op("MATCH")(f"{indexed} : {expression}"))


def _all_of(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"({(' & ' if _is_postgres() else ' AND ').join(parts)})"


def _any_of(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"({(' | ' if _is_postgres() else ' OR ').join(parts)})"


def _quoted(token: str) -> str:
    return f"'{token}'" if _is_postgres() else f'"{token}"'


def _beginning(token: str) -> str:
    return f"'{token}':*" if _is_postgres() else f'"{token}"*'


def _is_postgres() -> bool:
    return bool(db.session.get_bind().dialect.name == "postgresql")
