"""First tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables one step on."""
    op.create_table(
        "bounce",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_bounce")),
    )
    op.create_table(
        "definition",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_definition")),
    )
    with op.batch_alter_table("definition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_definition_name"), ["name"], unique=False)

    op.create_table(
        "heartbeat",
        sa.Column("worker", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("worker", name=op.f("pk_heartbeat")),
    )
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("clock", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )
    op.create_table(
        "kiosk_turn",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_kiosk_turn")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("notice", sa.String(), nullable=False),
        sa.Column("context", sa.JSON(), nullable=False),
        sa.Column("about_instance", sa.Integer(), nullable=True),
        sa.Column("about_visit", sa.Integer(), nullable=True),
        sa.Column("check", sa.String(), nullable=True),
        sa.Column("bundle", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_no", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_by", sa.String(), nullable=True),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("body_going_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("carried_by", sa.Integer(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message_id", sa.String(), nullable=True),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("html", sa.Text(), nullable=True),
        sa.Column("ics", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "status IN ('queued', 'sending', 'accepted', 'bounced', 'cancelled', 'uncertain', 'kept', 'bundled', 'incident')",
            name=op.f("ck_letter_status"),
        ),
        sa.CheckConstraint("copies BETWEEN 0 AND 2", name=op.f("ck_letter_copies")),
        sa.ForeignKeyConstraint(["carried_by"], ["letter.id"], name=op.f("fk_letter_carried_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("key", name=op.f("uq_letter_key")),
    )
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.create_index("ix_letter_about_instance", ["about_instance"], unique=False)
        batch_op.create_index(
            "ix_letter_carried_by",
            ["carried_by"],
            unique=False,
            postgresql_where=sa.text("carried_by IS NOT NULL"),
            sqlite_where=sa.text("carried_by IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_letter_due",
            ["next_try_at", "id"],
            unique=False,
            postgresql_where=sa.text("status = 'queued'"),
            sqlite_where=sa.text("status = 'queued'"),
        )
        batch_op.create_index(
            "ix_letter_leased",
            ["lease_until"],
            unique=False,
            postgresql_where=sa.text("status = 'sending'"),
            sqlite_where=sa.text("status = 'sending'"),
        )
        batch_op.create_index("ix_letter_org_id", ["org_id", "id"], unique=False)
        batch_op.create_index(
            "ix_letter_to_bundle",
            ["person_id"],
            unique=False,
            postgresql_where=sa.text("bundle AND status = 'queued'"),
            sqlite_where=sa.text("bundle = 1 AND status = 'queued'"),
        )
        batch_op.create_index(
            "ix_letter_trouble",
            ["org_id"],
            unique=False,
            postgresql_where=sa.text("status IN ('incident', 'uncertain', 'bounced')"),
            sqlite_where=sa.text("status IN ('incident', 'uncertain', 'bounced')"),
        )

    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("calendar", sa.String(), nullable=False),
        sa.Column("calendar_version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("code", name=op.f("uq_organisation_code")),
    )
    op.create_table(
        "tries",
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("who", name=op.f("pk_tries")),
    )
    with op.batch_alter_table("tries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tries_since"), ["since"], unique=False)

    op.create_table(
        "anchor",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("instances", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_anchor_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "day", name=op.f("pk_anchor")),
    )
    op.create_table(
        "duty",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_for", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_duty_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "what", name=op.f("pk_duty")),
    )
    with op.batch_alter_table("duty", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duty_next_at"), ["next_at"], unique=False)

    op.create_table(
        "free_day",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("free", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_free_day_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "day", name=op.f("pk_free_day")),
    )
    op.create_table(
        "instance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("means", sa.String(), nullable=False),
        sa.Column("final", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("previous", sa.String(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.Column("dates", sa.JSON(), nullable=False),
        sa.Column("earlier", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('cycle', 'idea', 'variant', 'round', 'pilot', 'consultation', 'wave')",
            name=op.f("ck_instance_kind"),
        ),
        sa.ForeignKeyConstraint(["cycle_id"], ["instance.id"], name=op.f("fk_instance_cycle_id")),
        sa.ForeignKeyConstraint(["digest"], ["definition.digest"], name=op.f("fk_instance_digest")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_instance_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instance")),
        sa.UniqueConstraint("cycle_id", "kind", "code", name=op.f("uq_instance_cycle_id_kind_code")),
    )
    with op.batch_alter_table("instance", schema=None) as batch_op:
        batch_op.create_index(
            "ix_instance_where_it_stands",
            ["organisation_id", "kind", "stage", "digest", "entered_at", "cycle_id"],
            unique=False,
        )

    op.create_table(
        "own_pack",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_own_pack_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_pack")),
        sa.UniqueConstraint("organisation_id", "name", name=op.f("uq_own_pack_organisation_id_name")),
    )
    op.create_table(
        "site",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_site_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
        sa.UniqueConstraint("organisation_id", "code", name=op.f("uq_site_organisation_id_code")),
    )
    op.create_table(
        "standard_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("nl", sa.String(), nullable=False),
        sa.Column("en", sa.String(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('done', 'changed', 'not_done')", name=op.f("ck_standard_answer_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_standard_answer_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standard_answer")),
        sa.UniqueConstraint(
            "organisation_id", "title", name=op.f("uq_standard_answer_organisation_id_title")
        ),
    )
    op.create_table(
        "step_key",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_step_key_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "key", name=op.f("pk_step_key")),
    )
    op.create_table(
        "benefit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("dimension", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["instance.id"], name=op.f("fk_benefit_cycle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_benefit")),
        sa.UniqueConstraint("cycle_id", "code", name=op.f("uq_benefit_cycle_id_code")),
    )
    op.create_table(
        "consultation",
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("request", sa.String(), nullable=False),
        sa.Column("article", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("grounds", sa.String(), nullable=False),
        sa.Column("consequences", sa.String(), nullable=False),
        sa.Column("measures", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("follows", sa.Boolean(), nullable=True),
        sa.Column("because", sa.String(), nullable=True),
        sa.Column("waived_on", sa.Date(), nullable=True),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("political", sa.Boolean(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("ruling", sa.String(), nullable=True),
        sa.CheckConstraint(
            "body IN ('works_council', 'representation', 'meeting')", name=op.f("ck_consultation_body")
        ),
        sa.CheckConstraint("request IN ('advice', 'consent', 'dpia')", name=op.f("ck_consultation_request")),
        sa.ForeignKeyConstraint(["cycle_id"], ["instance.id"], name=op.f("fk_consultation_cycle_id")),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_consultation_instance_id")),
        sa.PrimaryKeyConstraint("instance_id", name=op.f("pk_consultation")),
    )
    with op.batch_alter_table("consultation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consultation_cycle_id"), ["cycle_id"], unique=False)

    op.create_table(
        "cycle",
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column("goal", sa.String(), nullable=False),
        sa.Column("staff_hours", sa.Float(), nullable=False),
        sa.Column("technology", sa.JSON(), nullable=False),
        sa.Column("single_variant_reason", sa.String(), nullable=True),
        sa.Column("profile", sa.String(), nullable=True),
        sa.Column("programme_fit", sa.String(), nullable=False),
        sa.Column("application", sa.String(), nullable=False),
        sa.Column("other_eu_money", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_cycle_instance_id")),
        sa.PrimaryKeyConstraint("instance_id", name=op.f("pk_cycle")),
    )
    op.create_table(
        "deadline",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("term_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("then", sa.JSON(), nullable=False),
        sa.Column("tells", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('armed', 'held', 'done', 'cancelled', 'moot', 'incident', 'skipped')",
            name=op.f("ck_deadline_status"),
        ),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_deadline_instance_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline")),
        sa.UniqueConstraint(
            "instance_id", "visit", "what", "number", name=op.f("uq_deadline_instance_id_visit_what_number")
        ),
    )
    with op.batch_alter_table("deadline", schema=None) as batch_op:
        batch_op.create_index(
            "ix_deadline_armed",
            ["try_at", "id"],
            unique=False,
            postgresql_where=sa.text("status = 'armed'"),
            sqlite_where=sa.text("status = 'armed'"),
        )
        batch_op.create_index(
            "ix_deadline_term",
            ["due_at", "id"],
            unique=False,
            postgresql_where=sa.text("what = 'due' AND status <> 'cancelled'"),
            sqlite_where=sa.text("what = 'due' AND status <> 'cancelled'"),
        )

    op.create_table(
        "freeze",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.CheckConstraint("first <= last", name=op.f("ck_freeze_order")),
        sa.ForeignKeyConstraint(["cycle_id"], ["instance.id"], name=op.f("fk_freeze_cycle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_freeze")),
    )
    with op.batch_alter_table("freeze", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_freeze_cycle_id"), ["cycle_id"], unique=False)

    op.create_table(
        "functionality",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["instance.id"], name=op.f("fk_functionality_cycle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_functionality")),
        sa.UniqueConstraint("cycle_id", "code", name=op.f("uq_functionality_cycle_id_code")),
    )
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["instance.id"], name=op.f("fk_meeting_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
    )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_consultation_id"), ["consultation_id"], unique=False)

    op.create_table(
        "picture",
        sa.Column("variant_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("alt_nl", sa.String(), nullable=False),
        sa.Column("alt_en", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["variant_id"], ["instance.id"], name=op.f("fk_picture_variant_id")),
        sa.PrimaryKeyConstraint("variant_id", name=op.f("pk_picture")),
    )
    op.create_table(
        "pilot",
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("variant_id", sa.Integer(), nullable=False),
        sa.Column("personal_data", sa.Boolean(), nullable=True),
        sa.Column("observes", sa.Boolean(), nullable=True),
        sa.Column("advice_promised", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["cycle_id"], ["instance.id"], name=op.f("fk_pilot_cycle_id")),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_pilot_instance_id")),
        sa.ForeignKeyConstraint(["variant_id"], ["instance.id"], name=op.f("fk_pilot_variant_id")),
        sa.PrimaryKeyConstraint("instance_id", name=op.f("pk_pilot")),
    )
    with op.batch_alter_table("pilot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pilot_cycle_id"), ["cycle_id"], unique=False)

    op.create_table(
        "pilot_site",
        sa.Column("pilot_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("comparison", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["pilot_id"], ["instance.id"], name=op.f("fk_pilot_site_pilot_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_pilot_site_site_id")),
        sa.PrimaryKeyConstraint("pilot_id", "site_id", name=op.f("pk_pilot_site")),
    )
    op.create_table(
        "report_back",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("texts", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("code", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["round_id"], ["instance.id"], name=op.f("fk_report_back_round_id")),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_report_back")),
        sa.UniqueConstraint("code", name=op.f("uq_report_back_code")),
    )
    op.create_table(
        "round",
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=True),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("scales", sa.JSON(), nullable=False),
        sa.Column("invited", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=True),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=True),
        sa.Column("counted_at_sites", sa.JSON(), nullable=False),
        sa.Column("nudged_on", sa.Date(), nullable=True),
        sa.Column("extensions", sa.Integer(), nullable=False),
        sa.Column("key_tag", sa.String(), nullable=True),
        sa.CheckConstraint(
            "purpose IN ('readiness', 'baseline', 'variants', 'pilot', 'wave', 'evaluation')",
            name=op.f("ck_round_purpose"),
        ),
        sa.ForeignKeyConstraint(["about_id"], ["instance.id"], name=op.f("fk_round_about_id")),
        sa.ForeignKeyConstraint(["cycle_id"], ["instance.id"], name=op.f("fk_round_cycle_id")),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_round_instance_id")),
        sa.PrimaryKeyConstraint("instance_id", name=op.f("pk_round")),
    )
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_round_cycle_id"), ["cycle_id"], unique=False)

    op.create_table(
        "round_variant",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("variant_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["instance.id"], name=op.f("fk_round_variant_round_id")),
        sa.ForeignKeyConstraint(["variant_id"], ["instance.id"], name=op.f("fk_round_variant_variant_id")),
        sa.PrimaryKeyConstraint("round_id", "variant_id", name=op.f("pk_round_variant")),
    )
    op.create_table(
        "team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_team_organisation_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_team_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("site_id", "name", name=op.f("uq_team_site_id_name")),
    )
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "wave",
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("variant_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["instance.id"], name=op.f("fk_wave_cycle_id")),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_wave_instance_id")),
        sa.ForeignKeyConstraint(["variant_id"], ["instance.id"], name=op.f("fk_wave_variant_id")),
        sa.PrimaryKeyConstraint("instance_id", name=op.f("pk_wave")),
        sa.UniqueConstraint(
            "cycle_id", "variant_id", "number", name=op.f("uq_wave_cycle_id_variant_id_number")
        ),
    )
    op.create_table(
        "wave_site",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_wave_site_site_id")),
        sa.ForeignKeyConstraint(["wave_id"], ["instance.id"], name=op.f("fk_wave_site_wave_id")),
        sa.PrimaryKeyConstraint("wave_id", "site_id", name=op.f("pk_wave_site")),
    )
    op.create_table(
        "wrong_codes",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["instance.id"], name=op.f("fk_wrong_codes_round_id")),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_wrong_codes")),
    )
    op.create_table(
        "cell",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("compares", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["instance.id"], name=op.f("fk_cell_round_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_cell_site_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_cell_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cell")),
    )
    with op.batch_alter_table("cell", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cell_round_id"), ["round_id"], unique=False)

    op.create_table(
        "cycle_link",
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["instance.id"], name=op.f("fk_cycle_link_cycle_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_cycle_link_team_id")),
        sa.PrimaryKeyConstraint("cycle_id", "team_id", name=op.f("pk_cycle_link")),
    )
    op.create_table(
        "cycle_team",
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["instance.id"], name=op.f("fk_cycle_team_cycle_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_cycle_team_team_id")),
        sa.PrimaryKeyConstraint("cycle_id", "team_id", name=op.f("pk_cycle_team")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("language IN ('nl', 'en')", name=op.f("ck_person_language")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_person_organisation_id")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_person_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("organisation_id", "email", name=op.f("uq_person_organisation_id_email")),
        sa.UniqueConstraint("organisation_id", "number", name=op.f("uq_person_organisation_id_number")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_email"), ["email"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_team_id"), ["team_id"], unique=False)

    op.create_table(
        "pilot_team",
        sa.Column("pilot_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("shift", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["pilot_id"], ["instance.id"], name=op.f("fk_pilot_team_pilot_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_pilot_team_site_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_pilot_team_team_id")),
        sa.PrimaryKeyConstraint("pilot_id", "team_id", name=op.f("pk_pilot_team")),
    )
    op.create_table(
        "round_team",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("compares", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["instance.id"], name=op.f("fk_round_team_round_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_round_team_team_id")),
        sa.PrimaryKeyConstraint("round_id", "team_id", name=op.f("pk_round_team")),
    )
    op.create_table(
        "variant",
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("functionality_id", sa.Integer(), nullable=False),
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("what_changed", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["instance.id"], name=op.f("fk_variant_cycle_id")),
        sa.ForeignKeyConstraint(
            ["functionality_id"], ["functionality.id"], name=op.f("fk_variant_functionality_id")
        ),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_variant_instance_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["instance.id"], name=op.f("fk_variant_parent_id")),
        sa.PrimaryKeyConstraint("instance_id", name=op.f("pk_variant")),
        sa.UniqueConstraint("cycle_id", "family", "number", name=op.f("uq_variant_cycle_id_family_number")),
    )
    op.create_table(
        "answer",
        sa.Column("nullifier", sa.String(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("cell_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["cell_id"], ["cell.id"], name=op.f("fk_answer_cell_id")),
        sa.ForeignKeyConstraint(["round_id"], ["instance.id"], name=op.f("fk_answer_round_id")),
        sa.PrimaryKeyConstraint("nullifier", name=op.f("pk_answer")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answer_round_id"), ["round_id"], unique=False)

    op.create_table(
        "asked",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("cell_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cell_id"], ["cell.id"], name=op.f("fk_asked_cell_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_asked_person_id")),
        sa.ForeignKeyConstraint(["round_id"], ["instance.id"], name=op.f("fk_asked_round_id")),
        sa.PrimaryKeyConstraint("round_id", "person_id", name=op.f("pk_asked")),
    )
    with op.batch_alter_table("asked", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_asked_person_id"), ["person_id"], unique=False)

    op.create_table(
        "cluster",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("opening", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("because", sa.String(), nullable=True),
        sa.Column("variant_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("merged_into", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome IN ('done', 'changed', 'not_done')", name=op.f("ck_cluster_outcome")
        ),
        sa.ForeignKeyConstraint(["merged_into"], ["cluster.id"], name=op.f("fk_cluster_merged_into")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_cluster_owner_id")),
        sa.ForeignKeyConstraint(["round_id"], ["instance.id"], name=op.f("fk_cluster_round_id")),
        sa.ForeignKeyConstraint(["variant_id"], ["instance.id"], name=op.f("fk_cluster_variant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cluster")),
        sa.UniqueConstraint("round_id", "title", name=op.f("uq_cluster_round_id_title")),
    )
    with op.batch_alter_table("cluster", schema=None) as batch_op:
        batch_op.create_index(
            "ix_cluster_to_answer",
            ["due_on"],
            unique=False,
            postgresql_where=sa.text("outcome IS NULL AND merged_into IS NULL AND owner_id IS NOT NULL"),
            sqlite_where=sa.text("outcome IS NULL AND merged_into IS NULL AND owner_id IS NOT NULL"),
        )

    op.create_table(
        "condition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("followed", sa.Boolean(), nullable=True),
        sa.Column("because", sa.String(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("how", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["instance.id"], name=op.f("fk_condition_consultation_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_condition_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_condition")),
        sa.UniqueConstraint("consultation_id", "number", name=op.f("uq_condition_consultation_id_number")),
    )
    op.create_table(
        "confirmation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["instance.id"], name=op.f("fk_confirmation_cycle_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_confirmation_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmation")),
        sa.UniqueConstraint("cycle_id", "item", name=op.f("uq_confirmation_cycle_id_item")),
    )
    op.create_table(
        "follow",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_follow_instance_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_follow_person_id")),
        sa.PrimaryKeyConstraint("person_id", "instance_id", name=op.f("pk_follow")),
    )
    with op.batch_alter_table("follow", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_follow_instance_id"), ["instance_id"], unique=False)

    op.create_table(
        "idea",
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("functionality_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("because", sa.String(), nullable=True),
        sa.Column("merged_into", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome IN ('done', 'changed', 'not_done')", name=op.f("ck_idea_outcome")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_idea_author_id")),
        sa.ForeignKeyConstraint(["cycle_id"], ["instance.id"], name=op.f("fk_idea_cycle_id")),
        sa.ForeignKeyConstraint(
            ["functionality_id"], ["functionality.id"], name=op.f("fk_idea_functionality_id")
        ),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_idea_instance_id")),
        sa.ForeignKeyConstraint(["merged_into"], ["idea.instance_id"], name=op.f("fk_idea_merged_into")),
        sa.PrimaryKeyConstraint("instance_id", name=op.f("pk_idea")),
    )
    with op.batch_alter_table("idea", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_idea_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_idea_cycle_id"), ["cycle_id"], unique=False)

    op.create_table(
        "indicator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("unit", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("less_is_better", sa.Boolean(), nullable=False),
        sa.Column("together", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["instance.id"], name=op.f("fk_indicator_cycle_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_indicator_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator")),
        sa.UniqueConstraint("cycle_id", "code", name=op.f("uq_indicator_cycle_id_code")),
    )
    op.create_table(
        "journal",
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("from_stage", sa.String(), nullable=True),
        sa.Column("to_stage", sa.String(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_journal_actor_id")),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_journal_instance_id")),
        sa.PrimaryKeyConstraint("instance_id", "version", name=op.f("pk_journal")),
    )
    op.create_table(
        "lesson",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["instance.id"], name=op.f("fk_lesson_cycle_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_lesson_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson")),
    )
    with op.batch_alter_table("lesson", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lesson_cycle_id"), ["cycle_id"], unique=False)

    op.create_table(
        "letter_off",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("notice", sa.String(), nullable=False),
        sa.CheckConstraint("notice IN ('weekly_digest')", name=op.f("ck_letter_off_notice")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_letter_off_person_id")),
        sa.PrimaryKeyConstraint("person_id", "notice", name=op.f("pk_letter_off")),
    )
    op.create_table(
        "password",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_password_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_password")),
    )
    op.create_table(
        "pilot_person",
        sa.Column("pilot_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("shift", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_pilot_person_person_id")),
        sa.ForeignKeyConstraint(["pilot_id"], ["instance.id"], name=op.f("fk_pilot_person_pilot_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_pilot_person_site_id")),
        sa.PrimaryKeyConstraint("pilot_id", "person_id", name=op.f("pk_pilot_person")),
    )
    op.create_table(
        "pilot_point",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pilot_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_pilot_point_answered_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_pilot_point_person_id")),
        sa.ForeignKeyConstraint(["pilot_id"], ["instance.id"], name=op.f("fk_pilot_point_pilot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pilot_point")),
    )
    with op.batch_alter_table("pilot_point", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pilot_point_pilot_id"), ["pilot_id"], unique=False)

    op.create_table(
        "pilot_yes",
        sa.Column("pilot_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_pilot_yes_person_id")),
        sa.ForeignKeyConstraint(["pilot_id"], ["instance.id"], name=op.f("fk_pilot_yes_pilot_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_pilot_yes_site_id")),
        sa.PrimaryKeyConstraint("pilot_id", "site_id", name=op.f("pk_pilot_yes")),
    )
    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("reply", sa.String(), nullable=True),
        sa.Column("replied_by", sa.Integer(), nullable=True),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_question_asked_by")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["instance.id"], name=op.f("fk_question_consultation_id")
        ),
        sa.ForeignKeyConstraint(["replied_by"], ["person.id"], name=op.f("fk_question_replied_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sa.UniqueConstraint("consultation_id", "number", name=op.f("uq_question_consultation_id_number")),
    )
    op.create_table(
        "result",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("cell_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["cell_id"], ["cell.id"], name=op.f("fk_result_cell_id")),
        sa.ForeignKeyConstraint(["round_id"], ["instance.id"], name=op.f("fk_result_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("result", schema=None) as batch_op:
        batch_op.create_index("ix_result_round_id_cell_id", ["round_id", "cell_id"], unique=False)

    op.create_table(
        "role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=True),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["cycle_id"], ["instance.id"], name=op.f("fk_role_cycle_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_role_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_person_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_role_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
    )
    with op.batch_alter_table("role", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_cycle_id"), ["cycle_id"], unique=False)
        batch_op.create_index(
            "ix_role_held_at_site",
            ["person_id", "role", "site_id"],
            unique=True,
            postgresql_where=sa.text("cycle_id IS NULL"),
            sqlite_where=sa.text("cycle_id IS NULL"),
        )
        batch_op.create_index(
            "ix_role_held_everywhere",
            ["person_id", "role"],
            unique=True,
            postgresql_where=sa.text("cycle_id IS NULL AND site_id IS NULL"),
            sqlite_where=sa.text("cycle_id IS NULL AND site_id IS NULL"),
        )
        batch_op.create_index(
            "ix_role_held_in_cycle",
            ["person_id", "role", "cycle_id"],
            unique=True,
            postgresql_where=sa.text("site_id IS NULL"),
            sqlite_where=sa.text("site_id IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_role_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_role_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_role_site_id"), ["site_id"], unique=False)

    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_saved_view_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_saved_view_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("person_id", "name", name=op.f("uq_saved_view_person_id_name")),
    )
    op.create_table(
        "signed_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("idle_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_signed_in_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signed_in")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_signed_in_token_hash")),
    )
    with op.batch_alter_table("signed_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signed_in_ends_at"), ["ends_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_signed_in_person_id"), ["person_id"], unique=False)

    op.create_table(
        "site_choice",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_site_choice_person_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_site_choice_site_id")),
        sa.ForeignKeyConstraint(["wave_id"], ["instance.id"], name=op.f("fk_site_choice_wave_id")),
        sa.PrimaryKeyConstraint("wave_id", "site_id", name=op.f("pk_site_choice")),
    )
    op.create_table(
        "staff_hours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("hours", sa.Float(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("hours > 0", name=op.f("ck_staff_hours_some")),
        sa.ForeignKeyConstraint(["about_id"], ["instance.id"], name=op.f("fk_staff_hours_about_id")),
        sa.ForeignKeyConstraint(["cycle_id"], ["instance.id"], name=op.f("fk_staff_hours_cycle_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_staff_hours_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_hours")),
    )
    with op.batch_alter_table("staff_hours", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_hours_cycle_id"), ["cycle_id"], unique=False)

    op.create_table(
        "tally",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("cell_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("squares", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["cell_id"], ["cell.id"], name=op.f("fk_tally_cell_id")),
        sa.ForeignKeyConstraint(["round_id"], ["instance.id"], name=op.f("fk_tally_round_id")),
        sa.PrimaryKeyConstraint("round_id", "cell_id", "code", name=op.f("pk_tally")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ticket",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("browser", sa.String(), nullable=True),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.Column("goes_on", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('link', 'paper')", name=op.f("ck_ticket_kind")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_ticket_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
    )
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ticket_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_ticket_person_id"), ["person_id"], unique=False)

    op.create_table(
        "trigger",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["instance.id"], name=op.f("fk_trigger_cycle_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_trigger_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trigger")),
    )
    with op.batch_alter_table("trigger", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trigger_cycle_id"), ["cycle_id"], unique=False)

    op.create_table(
        "count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("moment", sa.String(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("counted_by", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name=op.f("fk_count_indicator_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_count_person_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_count_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count")),
        sa.UniqueConstraint(
            "indicator_id", "site_id", "moment", name=op.f("uq_count_indicator_id_site_id_moment")
        ),
    )
    with op.batch_alter_table("count", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_count_site_id"), ["site_id"], unique=False)

    op.create_table(
        "idea_support",
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.instance_id"], name=op.f("fk_idea_support_idea_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_idea_support_person_id")),
        sa.PrimaryKeyConstraint("idea_id", "person_id", name=op.f("pk_idea_support")),
    )
    op.create_table(
        "placement",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("said_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("cluster_id", sa.Integer(), nullable=True),
        sa.Column("aside", sa.String(), nullable=True),
        sa.CheckConstraint("kind IN ('text', 'mark')", name=op.f("ck_placement_kind")),
        sa.CheckConstraint("(cluster_id IS NULL) <> (aside IS NULL)", name=op.f("ck_placement_one_place")),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_placement_cluster_id")),
        sa.ForeignKeyConstraint(["round_id"], ["instance.id"], name=op.f("fk_placement_round_id")),
        sa.PrimaryKeyConstraint("round_id", "said_id", name=op.f("pk_placement")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.create_index("ix_placement_cluster_id", ["cluster_id"], unique=False)


def downgrade() -> None:
    """Take that step back."""
    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.drop_index("ix_placement_cluster_id")

    op.drop_table("placement")
    op.drop_table("idea_support")
    with op.batch_alter_table("count", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_count_site_id"))

    op.drop_table("count")
    with op.batch_alter_table("trigger", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_trigger_cycle_id"))

    op.drop_table("trigger")
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ticket_person_id"))
        batch_op.drop_index(batch_op.f("ix_ticket_expires_at"))

    op.drop_table("ticket")
    op.drop_table("tally")
    with op.batch_alter_table("staff_hours", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_hours_cycle_id"))

    op.drop_table("staff_hours")
    op.drop_table("site_choice")
    with op.batch_alter_table("signed_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_signed_in_person_id"))
        batch_op.drop_index(batch_op.f("ix_signed_in_ends_at"))

    op.drop_table("signed_in")
    op.drop_table("saved_view")
    with op.batch_alter_table("role", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_site_id"))
        batch_op.drop_index(batch_op.f("ix_role_person_id"))
        batch_op.drop_index(batch_op.f("ix_role_organisation_id"))
        batch_op.drop_index(
            "ix_role_held_in_cycle",
            postgresql_where=sa.text("site_id IS NULL"),
            sqlite_where=sa.text("site_id IS NULL"),
        )
        batch_op.drop_index(
            "ix_role_held_everywhere",
            postgresql_where=sa.text("cycle_id IS NULL AND site_id IS NULL"),
            sqlite_where=sa.text("cycle_id IS NULL AND site_id IS NULL"),
        )
        batch_op.drop_index(
            "ix_role_held_at_site",
            postgresql_where=sa.text("cycle_id IS NULL"),
            sqlite_where=sa.text("cycle_id IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_role_cycle_id"))

    op.drop_table("role")
    with op.batch_alter_table("result", schema=None) as batch_op:
        batch_op.drop_index("ix_result_round_id_cell_id")

    op.drop_table("result")
    op.drop_table("question")
    op.drop_table("pilot_yes")
    with op.batch_alter_table("pilot_point", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pilot_point_pilot_id"))

    op.drop_table("pilot_point")
    op.drop_table("pilot_person")
    op.drop_table("password")
    op.drop_table("letter_off")
    with op.batch_alter_table("lesson", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lesson_cycle_id"))

    op.drop_table("lesson")
    op.drop_table("journal")
    op.drop_table("indicator")
    with op.batch_alter_table("idea", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_idea_cycle_id"))
        batch_op.drop_index(batch_op.f("ix_idea_author_id"))

    op.drop_table("idea")
    with op.batch_alter_table("follow", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_follow_instance_id"))

    op.drop_table("follow")
    op.drop_table("confirmation")
    op.drop_table("condition")
    with op.batch_alter_table("cluster", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_cluster_to_answer",
            postgresql_where=sa.text("outcome IS NULL AND merged_into IS NULL AND owner_id IS NOT NULL"),
            sqlite_where=sa.text("outcome IS NULL AND merged_into IS NULL AND owner_id IS NOT NULL"),
        )

    op.drop_table("cluster")
    with op.batch_alter_table("asked", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_asked_person_id"))

    op.drop_table("asked")
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answer_round_id"))

    op.drop_table("answer")
    op.drop_table("variant")
    op.drop_table("round_team")
    op.drop_table("pilot_team")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_team_id"))
        batch_op.drop_index(batch_op.f("ix_person_email"))

    op.drop_table("person")
    op.drop_table("cycle_team")
    op.drop_table("cycle_link")
    with op.batch_alter_table("cell", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cell_round_id"))

    op.drop_table("cell")
    op.drop_table("wrong_codes")
    op.drop_table("wave_site")
    op.drop_table("wave")
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_team_organisation_id"))

    op.drop_table("team")
    op.drop_table("round_variant")
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_round_cycle_id"))

    op.drop_table("round")
    op.drop_table("report_back")
    op.drop_table("pilot_site")
    with op.batch_alter_table("pilot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pilot_cycle_id"))

    op.drop_table("pilot")
    op.drop_table("picture")
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_consultation_id"))

    op.drop_table("meeting")
    op.drop_table("functionality")
    with op.batch_alter_table("freeze", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_freeze_cycle_id"))

    op.drop_table("freeze")
    with op.batch_alter_table("deadline", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_deadline_term",
            postgresql_where=sa.text("what = 'due' AND status <> 'cancelled'"),
            sqlite_where=sa.text("what = 'due' AND status <> 'cancelled'"),
        )
        batch_op.drop_index(
            "ix_deadline_armed",
            postgresql_where=sa.text("status = 'armed'"),
            sqlite_where=sa.text("status = 'armed'"),
        )

    op.drop_table("deadline")
    op.drop_table("cycle")
    with op.batch_alter_table("consultation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consultation_cycle_id"))

    op.drop_table("consultation")
    op.drop_table("benefit")
    op.drop_table("step_key")
    op.drop_table("standard_answer")
    op.drop_table("site")
    op.drop_table("own_pack")
    with op.batch_alter_table("instance", schema=None) as batch_op:
        batch_op.drop_index("ix_instance_where_it_stands")

    op.drop_table("instance")
    op.drop_table("free_day")
    with op.batch_alter_table("duty", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_duty_next_at"))

    op.drop_table("duty")
    op.drop_table("anchor")
    with op.batch_alter_table("tries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tries_since"))

    op.drop_table("tries")
    op.drop_table("organisation")
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_letter_trouble",
            postgresql_where=sa.text("status IN ('incident', 'uncertain', 'bounced')"),
            sqlite_where=sa.text("status IN ('incident', 'uncertain', 'bounced')"),
        )
        batch_op.drop_index(
            "ix_letter_to_bundle",
            postgresql_where=sa.text("bundle AND status = 'queued'"),
            sqlite_where=sa.text("bundle = 1 AND status = 'queued'"),
        )
        batch_op.drop_index("ix_letter_org_id")
        batch_op.drop_index(
            "ix_letter_leased",
            postgresql_where=sa.text("status = 'sending'"),
            sqlite_where=sa.text("status = 'sending'"),
        )
        batch_op.drop_index(
            "ix_letter_due",
            postgresql_where=sa.text("status = 'queued'"),
            sqlite_where=sa.text("status = 'queued'"),
        )
        batch_op.drop_index(
            "ix_letter_carried_by",
            postgresql_where=sa.text("carried_by IS NOT NULL"),
            sqlite_where=sa.text("carried_by IS NOT NULL"),
        )
        batch_op.drop_index("ix_letter_about_instance")

    op.drop_table("letter")
    op.drop_table("kiosk_turn")
    op.drop_table("installation")
    op.drop_table("heartbeat")
    with op.batch_alter_table("definition", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_definition_name"))

    op.drop_table("definition")
    op.drop_table("bounce")
