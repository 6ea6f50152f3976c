"""live forums: agenda, floor, questions, polls, chat, minutes, and the numbered log"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

KEPT = "forum_id, channel, seq, at, kind, payload_hash, prev_hash, hash"
APPEND_ONLY = {
    "sqlite": [
        f"CREATE TRIGGER forum_event_no_update BEFORE UPDATE OF {KEPT} ON forum_event "
        "BEGIN SELECT RAISE(ABORT, 'the log of a forum is append-only'); END",
        "CREATE TRIGGER forum_event_no_delete BEFORE DELETE ON forum_event "
        "BEGIN SELECT RAISE(ABORT, 'the log of a forum is append-only'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION forum_event_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the log of a forum is append-only'; END $$",
        f"CREATE TRIGGER forum_event_append_only BEFORE DELETE OR UPDATE OF {KEPT} ON forum_event "
        "FOR EACH ROW EXECUTE FUNCTION forum_event_refuse()",
    ],
}


def upgrade() -> None:
    op.create_table(
        "forum",
        sa.Column("title", sa.String(), nullable=False),
        sa.Column(
            "series",
            sa.Enum("coaching", "policy", "town_hall", "other", name="series", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("ordinal", sa.Integer(), nullable=True),
        sa.Column("phase", sa.Enum("before", "during", "after", name="phase", native_enum=False, length=40), nullable=True),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("co_hosts", sa.String(), nullable=False),
        sa.Column("briefing", sa.Text(), nullable=False),
        sa.Column("briefing_html", sa.Text(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("join_code", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "scheduled",
                "lobby",
                "live",
                "paused",
                "closed",
                "published",
                "cancelled",
                name="forumstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("chat", sa.Enum("on", "slow", "off", name="chat", native_enum=False, length=40), nullable=False),
        sa.Column(
            "questions", sa.Enum("open", "premod", "closed", name="questions", native_enum=False, length=40), nullable=False
        ),
        sa.Column("queue", sa.Enum("open", "closed", name="queue", native_enum=False, length=40), nullable=False),
        sa.Column("is_anonymous_allowed", sa.Boolean(), nullable=False),
        sa.Column("is_fair", sa.Boolean(), nullable=False),
        sa.Column("is_balanced", sa.Boolean(), nullable=False),
        sa.Column("turn_seconds", sa.Integer(), nullable=False),
        sa.Column("is_rehearsal", sa.Boolean(), nullable=False),
        sa.Column("scene", sa.JSON(), nullable=False),
        sa.Column("preview", sa.JSON(), nullable=False),
        sa.Column("is_frozen", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("once", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["resident.id"], name=op.f("fk_forum_author_id")),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_forum_district_id")),
        sa.ForeignKeyConstraint(
            ["thread_id", "district_id"], ["thread.id", "thread.district_id"], name=op.f("fk_forum_thread_id_district_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum")),
        sa.UniqueConstraint("author_id", "once", name=op.f("uq_forum_author_id_once")),
        sa.UniqueConstraint("id", "district_id", name=op.f("uq_forum_id_district_id")),
        sa.UniqueConstraint("join_code", name=op.f("uq_forum_join_code")),
    )
    with op.batch_alter_table("forum", schema=None) as batch_op:
        batch_op.create_index("ix_forum_list", ["district_id", "state", "starts_at"], unique=False)
        batch_op.create_index("ix_forum_thread", ["thread_id"], unique=False)

    op.create_table(
        "forum_command",
        sa.Column("resident_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("command_id", sa.String(), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_forum_command_district_id")),
        sa.ForeignKeyConstraint(
            ["forum_id", "district_id"], ["forum.id", "forum.district_id"], name=op.f("fk_forum_command_forum_id_district_id")
        ),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_forum_command_resident_id")),
        sa.PrimaryKeyConstraint("resident_id", "command_id", name=op.f("pk_forum_command")),
    )
    with op.batch_alter_table("forum_command", schema=None) as batch_op:
        batch_op.create_index("ix_forum_command_forum", ["forum_id"], unique=False)

    op.create_table(
        "forum_event",
        sa.Column("forum_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("channel", sa.Enum("pub", "staff", name="channel", native_enum=False, length=40), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("by", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("command_id", sa.String(), nullable=True),
        sa.Column("target_id", sa.Integer(), nullable=True),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("payload_hash", sa.String(), nullable=False),
        sa.Column("prev_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["resident.id"], name=op.f("fk_forum_event_actor_id")),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_forum_event_district_id")),
        sa.ForeignKeyConstraint(
            ["forum_id", "district_id"], ["forum.id", "forum.district_id"], name=op.f("fk_forum_event_forum_id_district_id")
        ),
        sa.PrimaryKeyConstraint("forum_id", "channel", "seq", name=op.f("pk_forum_event")),
    )
    with op.batch_alter_table("forum_event", schema=None) as batch_op:
        batch_op.create_index("ix_forum_event_kind", ["forum_id", "kind", "target_id"], unique=False)

    op.create_table(
        "forum_head",
        sa.Column("forum_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("channel", sa.Enum("pub", "staff", name="channel", native_enum=False, length=40), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_forum_head_district_id")),
        sa.ForeignKeyConstraint(
            ["forum_id", "district_id"], ["forum.id", "forum.district_id"], name=op.f("fk_forum_head_forum_id_district_id")
        ),
        sa.PrimaryKeyConstraint("forum_id", "channel", name=op.f("pk_forum_head")),
    )
    op.create_table(
        "forum_item",
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("planned_minutes", sa.Integer(), nullable=False),
        sa.Column("state", sa.Enum("planned", "open", "done", name="itemstate", native_enum=False, length=40), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("spent_seconds", sa.Integer(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_forum_item_district_id")),
        sa.ForeignKeyConstraint(
            ["forum_id", "district_id"], ["forum.id", "forum.district_id"], name=op.f("fk_forum_item_forum_id_district_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_item")),
        sa.UniqueConstraint("id", "district_id", name=op.f("uq_forum_item_id_district_id")),
        sa.UniqueConstraint("id", "forum_id", "district_id", name=op.f("uq_forum_item_id_forum_id_district_id")),
    )
    with op.batch_alter_table("forum_item", schema=None) as batch_op:
        batch_op.create_index("ix_forum_item_order", ["forum_id", "position", "id"], unique=False)

    op.create_table(
        "forum_link",
        sa.Column("forum_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("target_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_forum_link_district_id")),
        sa.ForeignKeyConstraint(
            ["forum_id", "district_id"], ["forum.id", "forum.district_id"], name=op.f("fk_forum_link_forum_id_district_id")
        ),
        sa.PrimaryKeyConstraint("forum_id", "kind", "target_id", name=op.f("pk_forum_link")),
    )
    with op.batch_alter_table("forum_link", schema=None) as batch_op:
        batch_op.create_index("ix_forum_link_target", ["kind", "target_id"], unique=False)

    op.create_table(
        "forum_member",
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("resident_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "moderator",
                "co_moderator",
                "speaker",
                "note_taker",
                "observer",
                "participant",
                name="forumrole",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("place", sa.Enum("none", "registered", "waiting", name="place", native_enum=False, length=40), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("muted_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mute_reason", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_forum_member_district_id")),
        sa.ForeignKeyConstraint(
            ["forum_id", "district_id"], ["forum.id", "forum.district_id"], name=op.f("fk_forum_member_forum_id_district_id")
        ),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_forum_member_resident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_member")),
        sa.UniqueConstraint("forum_id", "resident_id", name=op.f("uq_forum_member_forum_id_resident_id")),
        sa.UniqueConstraint("id", "district_id", name=op.f("uq_forum_member_id_district_id")),
        sa.UniqueConstraint("id", "forum_id", "district_id", name=op.f("uq_forum_member_id_forum_id_district_id")),
    )
    with op.batch_alter_table("forum_member", schema=None) as batch_op:
        batch_op.create_index("ix_forum_member_place", ["forum_id", "place", "registered_at"], unique=False)
        batch_op.create_index("ix_forum_member_resident", ["resident_id"], unique=False)

    op.create_table(
        "forum_minutes",
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sections", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("head_hash", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("signed_by_id", sa.Integer(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["resident.id"], name=op.f("fk_forum_minutes_author_id")),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_forum_minutes_district_id")),
        sa.ForeignKeyConstraint(
            ["forum_id", "district_id"], ["forum.id", "forum.district_id"], name=op.f("fk_forum_minutes_forum_id_district_id")
        ),
        sa.ForeignKeyConstraint(["signed_by_id"], ["resident.id"], name=op.f("fk_forum_minutes_signed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_minutes")),
        sa.UniqueConstraint("forum_id", "version", name=op.f("uq_forum_minutes_forum_id_version")),
        sa.UniqueConstraint("id", "district_id", name=op.f("uq_forum_minutes_id_district_id")),
        sa.UniqueConstraint("id", "forum_id", "district_id", name=op.f("uq_forum_minutes_id_forum_id_district_id")),
    )
    op.create_table(
        "forum_reaction",
        sa.Column("forum_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "kind", sa.Enum("agree", "thanks", "unclear", "faster", name="reaction", native_enum=False, length=40), nullable=False
        ),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_forum_reaction_district_id")),
        sa.ForeignKeyConstraint(
            ["forum_id", "district_id"], ["forum.id", "forum.district_id"], name=op.f("fk_forum_reaction_forum_id_district_id")
        ),
        sa.PrimaryKeyConstraint("forum_id", "kind", name=op.f("pk_forum_reaction")),
    )
    op.create_table(
        "forum_message",
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reply_to_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_reason", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_forum_message_district_id")),
        sa.ForeignKeyConstraint(
            ["forum_id", "district_id"], ["forum.id", "forum.district_id"], name=op.f("fk_forum_message_forum_id_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id", "forum_id", "district_id"],
            ["forum_member.id", "forum_member.forum_id", "forum_member.district_id"],
            name=op.f("fk_forum_message_member_id_forum_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["reply_to_id", "forum_id", "district_id"],
            ["forum_message.id", "forum_message.forum_id", "forum_message.district_id"],
            name=op.f("fk_forum_message_reply_to_id_forum_id_district_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_message")),
        sa.UniqueConstraint("id", "district_id", name=op.f("uq_forum_message_id_district_id")),
        sa.UniqueConstraint("id", "forum_id", "district_id", name=op.f("uq_forum_message_id_forum_id_district_id")),
    )
    with op.batch_alter_table("forum_message", schema=None) as batch_op:
        batch_op.create_index("ix_forum_message_latest", ["forum_id", "id"], unique=False)
        batch_op.create_index("ix_forum_message_member", ["member_id", "created_at"], unique=False)

    op.create_table(
        "forum_poll",
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("is_secret", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("prepared", "open", "closed", "published", name="pollstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("n_cast", sa.Integer(), nullable=False),
        sa.Column("n_present", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("n_cast >= 0", name=op.f("ck_forum_poll_cast")),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_forum_poll_district_id")),
        sa.ForeignKeyConstraint(
            ["forum_id", "district_id"], ["forum.id", "forum.district_id"], name=op.f("fk_forum_poll_forum_id_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["item_id", "forum_id", "district_id"],
            ["forum_item.id", "forum_item.forum_id", "forum_item.district_id"],
            name=op.f("fk_forum_poll_item_id_forum_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["paper_id", "district_id"], ["paper.id", "paper.district_id"], name=op.f("fk_forum_poll_paper_id_district_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_poll")),
        sa.UniqueConstraint("id", "district_id", name=op.f("uq_forum_poll_id_district_id")),
        sa.UniqueConstraint("id", "forum_id", "district_id", name=op.f("uq_forum_poll_id_forum_id_district_id")),
    )
    with op.batch_alter_table("forum_poll", schema=None) as batch_op:
        batch_op.create_index("ix_forum_poll_state", ["forum_id", "state"], unique=False)

    op.create_table(
        "forum_question",
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("waiting", "shown", "on_screen", "answered", "held", name="questionstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("n_votes", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_hidden", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("n_votes >= 0", name=op.f("ck_forum_question_votes")),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_forum_question_district_id")),
        sa.ForeignKeyConstraint(
            ["forum_id", "district_id"], ["forum.id", "forum.district_id"], name=op.f("fk_forum_question_forum_id_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["item_id", "forum_id", "district_id"],
            ["forum_item.id", "forum_item.forum_id", "forum_item.district_id"],
            name=op.f("fk_forum_question_item_id_forum_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["member_id", "forum_id", "district_id"],
            ["forum_member.id", "forum_member.forum_id", "forum_member.district_id"],
            name=op.f("fk_forum_question_member_id_forum_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id", "forum_id", "district_id"],
            ["forum_question.id", "forum_question.forum_id", "forum_question.district_id"],
            name=op.f("fk_forum_question_merged_into_id_forum_id_district_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_question")),
        sa.UniqueConstraint("id", "district_id", name=op.f("uq_forum_question_id_district_id")),
        sa.UniqueConstraint("id", "forum_id", "district_id", name=op.f("uq_forum_question_id_forum_id_district_id")),
    )
    with op.batch_alter_table("forum_question", schema=None) as batch_op:
        batch_op.create_index("ix_forum_question_member", ["member_id"], unique=False)
        batch_op.create_index("ix_forum_question_state", ["forum_id", "state", "n_votes"], unique=False)

    op.create_table(
        "forum_turn",
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "speech_class",
            sa.Enum("point_of_order", "reply", "ordinary", name="speechclass", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("side", sa.Enum("pro", "con", "neutral", name="side", native_enum=False, length=40), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("waiting", "speaking", "done", "left", "removed", name="turnstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_seconds", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("spent_seconds", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_forum_turn_district_id")),
        sa.ForeignKeyConstraint(
            ["forum_id", "district_id"], ["forum.id", "forum.district_id"], name=op.f("fk_forum_turn_forum_id_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["item_id", "forum_id", "district_id"],
            ["forum_item.id", "forum_item.forum_id", "forum_item.district_id"],
            name=op.f("fk_forum_turn_item_id_forum_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["member_id", "forum_id", "district_id"],
            ["forum_member.id", "forum_member.forum_id", "forum_member.district_id"],
            name=op.f("fk_forum_turn_member_id_forum_id_district_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_turn")),
        sa.UniqueConstraint("id", "district_id", name=op.f("uq_forum_turn_id_district_id")),
        sa.UniqueConstraint("id", "forum_id", "district_id", name=op.f("uq_forum_turn_id_forum_id_district_id")),
    )
    with op.batch_alter_table("forum_turn", schema=None) as batch_op:
        batch_op.create_index("ix_forum_turn_member", ["member_id"], unique=False)
        batch_op.create_index(
            "ix_forum_turn_speaking",
            ["forum_id"],
            unique=True,
            sqlite_where=sa.text("state = 'speaking'"),
            postgresql_where=sa.text("state = 'speaking'"),
        )
        batch_op.create_index("ix_forum_turn_state", ["forum_id", "state", "asked_at"], unique=False)

    op.create_table(
        "forum_poll_option",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("n_votes", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("n_votes >= 0", name=op.f("ck_forum_poll_option_votes")),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_forum_poll_option_district_id")),
        sa.ForeignKeyConstraint(
            ["forum_id", "district_id"], ["forum.id", "forum.district_id"], name=op.f("fk_forum_poll_option_forum_id_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["poll_id", "forum_id", "district_id"],
            ["forum_poll.id", "forum_poll.forum_id", "forum_poll.district_id"],
            name=op.f("fk_forum_poll_option_poll_id_forum_id_district_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_poll_option")),
        sa.UniqueConstraint("id", "district_id", name=op.f("uq_forum_poll_option_id_district_id")),
        sa.UniqueConstraint("id", "forum_id", "district_id", name=op.f("uq_forum_poll_option_id_forum_id_district_id")),
        sa.UniqueConstraint("poll_id", "position", name=op.f("uq_forum_poll_option_poll_id_position")),
    )
    op.create_table(
        "forum_poll_roll",
        sa.Column("poll_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("resident_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_forum_poll_roll_district_id")),
        sa.ForeignKeyConstraint(
            ["poll_id", "forum_id", "district_id"],
            ["forum_poll.id", "forum_poll.forum_id", "forum_poll.district_id"],
            name=op.f("fk_forum_poll_roll_poll_id_forum_id_district_id"),
        ),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_forum_poll_roll_resident_id")),
        sa.PrimaryKeyConstraint("poll_id", "resident_id", name=op.f("pk_forum_poll_roll")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("forum_poll_roll", schema=None) as batch_op:
        batch_op.create_index("ix_forum_poll_roll_resident", ["resident_id"], unique=False)

    op.create_table(
        "forum_upvote",
        sa.Column("question_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("resident_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_forum_upvote_district_id")),
        sa.ForeignKeyConstraint(
            ["question_id", "forum_id", "district_id"],
            ["forum_question.id", "forum_question.forum_id", "forum_question.district_id"],
            name=op.f("fk_forum_upvote_question_id_forum_id_district_id"),
        ),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_forum_upvote_resident_id")),
        sa.PrimaryKeyConstraint("question_id", "resident_id", name=op.f("pk_forum_upvote")),
    )
    with op.batch_alter_table("forum_upvote", schema=None) as batch_op:
        batch_op.create_index("ix_forum_upvote_resident", ["resident_id"], unique=False)

    op.create_table(
        "forum_poll_choice",
        sa.Column("poll_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("resident_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("option_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_forum_poll_choice_district_id")),
        sa.ForeignKeyConstraint(
            ["option_id", "forum_id", "district_id"],
            ["forum_poll_option.id", "forum_poll_option.forum_id", "forum_poll_option.district_id"],
            name=op.f("fk_forum_poll_choice_option_id_forum_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["poll_id", "forum_id", "district_id"],
            ["forum_poll.id", "forum_poll.forum_id", "forum_poll.district_id"],
            name=op.f("fk_forum_poll_choice_poll_id_forum_id_district_id"),
        ),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_forum_poll_choice_resident_id")),
        sa.PrimaryKeyConstraint("poll_id", "resident_id", "option_id", name=op.f("pk_forum_poll_choice")),
    )
    with op.batch_alter_table("forum_poll_choice", schema=None) as batch_op:
        batch_op.create_index("ix_forum_poll_choice_resident", ["resident_id"], unique=False)

    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for table in (
        "forum_poll_choice",
        "forum_upvote",
        "forum_poll_roll",
        "forum_poll_option",
        "forum_turn",
        "forum_question",
        "forum_poll",
        "forum_message",
        "forum_reaction",
        "forum_minutes",
        "forum_member",
        "forum_link",
        "forum_item",
        "forum_head",
        "forum_event",
        "forum_command",
        "forum",
    ):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION forum_event_refuse()")
