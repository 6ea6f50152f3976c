"""search: an index of pairs of syllables over the current wording of every proposal; indexes for the orders of the list"""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

INDEX = {
    "sqlite": [
        "CREATE VIRTUAL TABLE proposal_entry_fts USING fts5(title_terms, terms, content='proposal_entry', content_rowid='proposal_id', "
        "detail=column, columnsize=0, tokenize='unicode61 remove_diacritics 0')",
        "CREATE TRIGGER proposal_entry_added AFTER INSERT ON proposal_entry BEGIN "
        "INSERT INTO proposal_entry_fts(rowid, title_terms, terms) VALUES (new.proposal_id, new.title_terms, new.terms); END",
        "CREATE TRIGGER proposal_entry_removed AFTER DELETE ON proposal_entry BEGIN "
        "INSERT INTO proposal_entry_fts(proposal_entry_fts, rowid, title_terms, terms) "
        "VALUES ('delete', old.proposal_id, old.title_terms, old.terms); END",
        "CREATE TRIGGER proposal_entry_changed AFTER UPDATE ON proposal_entry BEGIN "
        "INSERT INTO proposal_entry_fts(proposal_entry_fts, rowid, title_terms, terms) "
        "VALUES ('delete', old.proposal_id, old.title_terms, old.terms); "
        "INSERT INTO proposal_entry_fts(rowid, title_terms, terms) VALUES (new.proposal_id, new.title_terms, new.terms); END",
    ],
    "postgresql": [
        "CREATE INDEX gin_proposal_entry_title_terms ON proposal_entry USING gin (title_terms)",
        "CREATE INDEX gin_proposal_entry_terms ON proposal_entry USING gin (terms)",
        "ALTER TABLE proposal_entry SET (parallel_workers = 0)",
    ],
}
TERMS = sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql")


def upgrade() -> None:
    op.create_table('proposal_entry',
    sa.Column('proposal_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('title_terms', TERMS, nullable=False),
    sa.Column('edition', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('terms', TERMS, nullable=False),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_proposal_entry_district_id')),
    sa.ForeignKeyConstraint(['proposal_id', 'district_id'], ['proposal.id', 'proposal.district_id'], name=op.f('fk_proposal_entry_proposal_id_district_id')),
    sa.PrimaryKeyConstraint('proposal_id', name=op.f('pk_proposal_entry'))
    )
    for statement in INDEX[op.get_bind().dialect.name]:
        op.execute(statement)
    _fill()
    op.execute("ALTER TABLE proposal_version DROP COLUMN search_text")
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.drop_index('ix_proposal_newest')
        batch_op.drop_index('ix_proposal_endorsed')
        batch_op.create_index('ix_proposal_newest', ['district_id', 'state', 'published_at', 'id'], unique=False)
        batch_op.create_index('ix_proposal_endorsed', ['district_id', 'state', 'endorsement_count', 'id'], unique=False)
        batch_op.create_index('ix_proposal_sorted_out', ['district_id', 'state', 'field', 'track', 'published_at', 'id'], unique=False)

    with op.batch_alter_table('thread', schema=None) as batch_op:
        batch_op.create_index('ix_thread_discussed', ['district_id', 'n_comments', 'id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('thread', schema=None) as batch_op:
        batch_op.drop_index('ix_thread_discussed')

    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.drop_index('ix_proposal_sorted_out')
        batch_op.drop_index('ix_proposal_endorsed')
        batch_op.drop_index('ix_proposal_newest')
        batch_op.create_index('ix_proposal_newest', ['district_id', 'state', 'published_at'], unique=False)
        batch_op.create_index('ix_proposal_endorsed', ['district_id', 'state', 'endorsement_count'], unique=False)

    op.add_column('proposal_version', sa.Column('search_text', sa.Text(), server_default='', nullable=False))
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE proposal_entry_fts")
    op.drop_table('proposal_entry')


# What edition 1 of app/core/grams.py makes of a text, kept here as it was.
_DOTS = str.maketrans(dict.fromkeys("\u2024\u00b7\u30fb\u2027\u2022\u2219\u25aa\u2023\u318d\uff65", "\u00b7"))
_PRIVATE_USE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
_LONE_JAMO = re.compile(r"[\u3131-\u318c\u318e\uffa0-\uffdc]")
_DOT_IN_A_WORD = re.compile(r"(?<=[가-힣])\u00b7(?=[가-힣])")
_SYLLABIC = "\u1100-\u11ff\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\ud7b0-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(f"(?P<hangul>[가-힣]+)|(?P<syllabic>[{_SYLLABIC}]+)|(?P<word>[^가-힣{_SYLLABIC} ]+)")
_PLAIN = re.compile(r"(?!0x)[a-z0-9]+")


def _key(value: str) -> str:
    spaced = _PRIVATE_USE.sub(" ", _LONE_JAMO.sub(r" \g<0> ", value).translate(_DOTS))
    folded = _DOT_IN_A_WORD.sub("", unicodedata.normalize("NFKC", spaced).casefold())
    return " ".join("".join(m if m.isalnum() or unicodedata.category(m)[0] == "M" else " " for m in folded).split())


def _spelled(part: str) -> str:
    return part if "가" <= part[0] <= "힣" or _PLAIN.fullmatch(part) else "0x" + part.encode().hex()


def _terms(district_id: int, key: str) -> str:
    found = [f"0xw{district_id}"]
    for run in _RUN.finditer(key):
        text = run[0]
        if run["word"]:
            found.append(_spelled(text[:40]))
        else:
            found += [_spelled(text[at:at + 2]) for at in range(len(text) - 1)]
            found.append(_spelled(text[-1]) + "z")
    return " ".join(dict.fromkeys(found))


def _fill() -> None:
    """The current wordings, a thousand at a time."""
    entry = sa.table("proposal_entry", *[sa.column(name) for name in ("proposal_id", "district_id", "title", "edition", "words")],
                     sa.column("title_terms", TERMS), sa.column("terms", TERMS))
    wordings = sa.text(
        "SELECT p.id, p.district_id, p.number, v.title, v.problem, v.idea, v.place FROM proposal p JOIN proposal_version v "
        "ON v.proposal_id = p.id AND v.is_current WHERE p.id > :after ORDER BY p.id LIMIT 1000"
    )
    after, connection = 0, op.get_bind()
    while rows := connection.execute(wordings, {"after": after}).all():
        op.bulk_insert(entry, [_entry(*row) for row in rows])
        after = rows[-1][0]


def _entry(proposal_id: int, district_id: int, number: str, title: str, *parts: str) -> dict[str, object]:
    heading, words = _key(title), " ".join(filter(None, map(_key, (title, number, *parts))))
    return {
        "proposal_id": proposal_id, "district_id": district_id, "title": heading, "words": words, "edition": 1,
        "title_terms": _terms(district_id, heading), "terms": _terms(district_id, words),
    }
