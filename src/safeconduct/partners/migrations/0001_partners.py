"""Partners, what they are told, and the functions that are all the partner door may use."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

GRANTS = """
GRANT SELECT, INSERT ON partners_partner, partners_token, partners_share, partners_endpoint
    TO sc_office;
GRANT UPDATE (confirmed_by, confirmed_at, ended_by, ended_at)
    ON partners_partner, partners_token, partners_share, partners_endpoint TO sc_office;
GRANT SELECT ON partners_event TO sc_office;
GRANT SELECT, UPDATE (due_at, tries) ON partners_delivery TO sc_office;
GRANT SELECT, UPDATE (seen_by, seen_at) ON partners_ack TO sc_office;
GRANT SELECT ON partners_event, partners_endpoint, partners_partner TO sc_worker;
GRANT SELECT, UPDATE (tries, due_at, done_at, status) ON partners_delivery TO sc_worker;

ALTER TABLE partners_token ADD CONSTRAINT partners_token_a_year
    CHECK (expires_at > made_at AND expires_at <= made_at + interval '365 days');
ALTER TABLE partners_token ADD CONSTRAINT partners_token_digest CHECK (length(digest) = 32);

-- What two people decided is decided once; and nobody confirms what has ended, or is of a
-- partner that two people did not agree on.
CREATE FUNCTION partners_decided_once() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    BEGIN
        IF (OLD.confirmed_by IS NOT NULL AND NEW.confirmed_by IS DISTINCT FROM OLD.confirmed_by)
            OR (OLD.ended_by IS NOT NULL AND NEW.ended_by IS DISTINCT FROM OLD.ended_by)
            OR (OLD.ended_by IS NOT NULL AND NEW.confirmed_by IS DISTINCT FROM OLD.confirmed_by)
        THEN
            RAISE EXCEPTION 'what was decided about a partner stays'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF TG_TABLE_NAME <> 'partners_partner' AND OLD.confirmed_by IS NULL
            AND NEW.confirmed_by IS NOT NULL AND NOT EXISTS (
                SELECT FROM partners_partner p
                WHERE p.id = (to_jsonb(NEW) ->> 'partner_id')::uuid
                    AND p.confirmed_by IS NOT NULL AND p.ended_by IS NULL)
        THEN
            RAISE EXCEPTION 'a partner is agreed on by two before anything of it is'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$;
CREATE TRIGGER decided_once BEFORE UPDATE ON partners_partner
    FOR EACH ROW EXECUTE FUNCTION partners_decided_once();
CREATE TRIGGER decided_once BEFORE UPDATE ON partners_token
    FOR EACH ROW WHEN (NEW.confirmed_by IS DISTINCT FROM OLD.confirmed_by
        OR NEW.ended_by IS DISTINCT FROM OLD.ended_by)
    EXECUTE FUNCTION partners_decided_once();
CREATE TRIGGER decided_once BEFORE UPDATE ON partners_share
    FOR EACH ROW EXECUTE FUNCTION partners_decided_once();
CREATE TRIGGER decided_once BEFORE UPDATE ON partners_endpoint
    FOR EACH ROW EXECUTE FUNCTION partners_decided_once();
"""

# What happens to a shared case is told: statement triggers, so that a change of many rows asks
# once which of them are shared. Numbers are given as the transaction ends, under a lock of the
# partner's row: so they have the order in which changes became visible, and a reader who goes
# on from the last number misses nothing.
EVENTS = """
CREATE FUNCTION partners_tell_case() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    BEGIN
        INSERT INTO partners_event (id, partner_id, share_id, kind, at)
        SELECT gen_random_uuid(), s.partner_id, s.id, k.kind, now()
        FROM after_it n
        JOIN before_it w ON w.file_id = n.file_id
        JOIN partners_share s ON s.file_id = n.file_id
            AND s.confirmed_at IS NOT NULL AND s.ended_at IS NULL
        CROSS JOIN LATERAL (
            SELECT 'case.moved' WHERE n.stage <> w.stage
            UNION ALL SELECT 'case.danger_changed' WHERE n.danger <> w.danger) k (kind);
        RETURN NULL;
    END $$;
CREATE TRIGGER partners_told AFTER UPDATE ON casework_case
    REFERENCING OLD TABLE AS before_it NEW TABLE AS after_it
    FOR EACH STATEMENT EXECUTE FUNCTION partners_tell_case();

CREATE FUNCTION partners_tell_task_made() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    BEGIN
        INSERT INTO partners_event (id, partner_id, share_id, kind, at)
        SELECT gen_random_uuid(), s.partner_id, s.id, 'task.made', now()
        FROM after_it n
        JOIN partners_share s ON s.file_id = n.case_id
            AND s.confirmed_at IS NOT NULL AND s.ended_at IS NULL
        WHERE n.done_at IS NULL;
        RETURN NULL;
    END $$;
CREATE TRIGGER partners_told_made AFTER INSERT ON casework_task
    REFERENCING NEW TABLE AS after_it
    FOR EACH STATEMENT EXECUTE FUNCTION partners_tell_task_made();

CREATE FUNCTION partners_tell_task_done() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    BEGIN
        INSERT INTO partners_event (id, partner_id, share_id, kind, at)
        SELECT gen_random_uuid(), s.partner_id, s.id, 'task.done', now()
        FROM after_it n
        JOIN before_it w ON w.id = n.id
        JOIN partners_share s ON s.file_id = n.case_id
            AND s.confirmed_at IS NOT NULL AND s.ended_at IS NULL
        WHERE w.done_at IS NULL AND n.done_at IS NOT NULL;
        RETURN NULL;
    END $$;
CREATE TRIGGER partners_told_done AFTER UPDATE ON casework_task
    REFERENCING OLD TABLE AS before_it NEW TABLE AS after_it
    FOR EACH STATEMENT EXECUTE FUNCTION partners_tell_task_done();

CREATE FUNCTION partners_tell_share() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    BEGIN
        IF OLD.confirmed_at IS NULL AND NEW.confirmed_at IS NOT NULL THEN
            INSERT INTO partners_event (id, partner_id, share_id, kind, at)
            VALUES (gen_random_uuid(), NEW.partner_id, NEW.id, 'share.begun', now());
        END IF;
        IF OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL AND NEW.confirmed_at IS NOT NULL
        THEN
            INSERT INTO partners_event (id, partner_id, share_id, kind, at)
            VALUES (gen_random_uuid(), NEW.partner_id, NEW.id, 'share.ended', now());
        END IF;
        RETURN NULL;
    END $$;
CREATE TRIGGER partners_told AFTER UPDATE ON partners_share
    FOR EACH ROW EXECUTE FUNCTION partners_tell_share();

CREATE FUNCTION partners_number_event() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    DECLARE
        next bigint;
    BEGIN
        UPDATE partners_partner SET events = events + 1 WHERE id = NEW.partner_id
            RETURNING events INTO next;
        UPDATE partners_event SET number = next WHERE id = NEW.id;
        INSERT INTO partners_delivery (id, endpoint_id, event_id, tries, due_at)
        SELECT gen_random_uuid(), e.id, NEW.id, 0, NEW.at FROM partners_endpoint e
        WHERE e.partner_id = NEW.partner_id
            AND e.confirmed_at IS NOT NULL AND e.ended_at IS NULL;
        RETURN NULL;
    END $$;
CREATE CONSTRAINT TRIGGER numbered AFTER INSERT ON partners_event
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION partners_number_event();
"""

# The only way of the partner door to anything. Each function asks for the token's secret, so
# that the door's database password alone reads nothing; the rows hold the secret's hash.
DOOR = """
CREATE FUNCTION partner_of(secret bytea, wanted text) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
        SELECT t.partner_id FROM partners_token t
        JOIN partners_partner p ON p.id = t.partner_id
            AND p.confirmed_at IS NOT NULL AND p.ended_at IS NULL
        WHERE t.digest = sha256(secret) AND wanted = ANY (t.scopes)
            AND t.confirmed_at IS NOT NULL AND t.ended_at IS NULL AND t.expires_at > now()
    $$;

-- Scopes of a token that is good now, and in how many seconds it may ask again (0: at once).
CREATE FUNCTION partner_enter(secret bytea) RETURNS TABLE (may text[], wait int)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    DECLARE
        this timestamptz := date_trunc('minute', clock_timestamp());
        used int;
    BEGIN
        UPDATE partners_token t
            SET calls = CASE WHEN t.minute = this THEN t.calls + 1 ELSE 1 END, minute = this
            FROM partners_partner p
            WHERE t.digest = sha256(secret) AND p.id = t.partner_id
                AND p.confirmed_at IS NOT NULL AND p.ended_at IS NULL
                AND t.confirmed_at IS NOT NULL AND t.ended_at IS NULL
                AND t.expires_at > now()
            RETURNING t.scopes::text[], t.calls INTO may, used;
        IF used IS NOT NULL THEN
            wait := CASE WHEN used <= 120 THEN 0 ELSE
                greatest(1, ceil(extract(epoch FROM this + interval '1 minute'
                    - clock_timestamp())))::int END;
            RETURN NEXT;
        END IF;
    END $$;

CREATE FUNCTION partner_cases(secret bytea, wanted uuid, after uuid, most int)
    RETURNS TABLE (id uuid, alias text, kind text, stage text, language text, danger text,
        opened date, shared date)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
        SELECT s.id, c.alias, c.kind, c.stage, c.language, c.danger,
            (c.opened_at AT TIME ZONE 'UTC')::date, (s.confirmed_at AT TIME ZONE 'UTC')::date
        FROM partners_share s JOIN casework_case c ON c.file_id = s.file_id
        WHERE s.partner_id = (SELECT partner_of(secret, 'cases:read'))
            AND s.confirmed_at IS NOT NULL AND s.ended_at IS NULL AND c.erasing <> 'done'
            AND (wanted IS NULL OR s.id = wanted) AND (after IS NULL OR s.id > after)
        ORDER BY s.id LIMIT least(most, 101)
    $$;

CREATE FUNCTION partner_tasks(secret bytea, wanted uuid, after uuid, most int)
    RETURNS TABLE (id uuid, "case" uuid, code text, role text, due timestamptz, done date)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
        SELECT t.id, s.id, t.code, t.role, t.due_at, (t.done_at AT TIME ZONE 'UTC')::date
        FROM partners_share s
        JOIN casework_case c ON c.file_id = s.file_id AND c.erasing <> 'done'
        JOIN casework_task t ON t.case_id = s.file_id
        WHERE s.partner_id = (SELECT partner_of(secret, 'tasks:read'))
            AND s.confirmed_at IS NOT NULL AND s.ended_at IS NULL
            AND (wanted IS NULL OR t.id = wanted) AND (after IS NULL OR t.id > after)
        ORDER BY t.id LIMIT least(most, 101)
    $$;

CREATE FUNCTION partner_events(secret bytea, after bigint, most int)
    RETURNS TABLE (number bigint, kind text, "case" uuid, at timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
        SELECT e.number, e.kind, e.share_id, e.at FROM partners_event e
        WHERE e.partner_id = (SELECT partner_of(secret, 'events:read')) AND e.number > after
        ORDER BY e.number LIMIT least(most, 101)
    $$;

-- Outcome: made, same (this key came with the same words before), other (with other words),
-- unknown (no such case or task for this partner).
CREATE FUNCTION partner_answer(secret bytea, once uuid, wanted uuid, task uuid, said text)
    RETURNS TABLE (outcome text, id uuid, at timestamptz)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    DECLARE
        asks uuid := partner_of(secret, 'acks:write');
        mine uuid;
        old partners_ack;
    BEGIN
        SELECT t.id INTO mine FROM partners_token t
            WHERE t.digest = sha256(secret) AND asks IS NOT NULL;
        -- A second sending waits here until the first has ended.
        PERFORM pg_advisory_xact_lock(55121, hashtext(mine::text || once::text));
        SELECT * INTO old FROM partners_ack a WHERE a.token_id = mine AND a.key = once;
        IF old.id IS NOT NULL THEN
            outcome := CASE WHEN (old.share_id, old.answer) = (wanted, said)
                AND old.task_id IS NOT DISTINCT FROM task THEN 'same' ELSE 'other' END;
            id := old.id;
            at := old.at;
        ELSIF NOT EXISTS (SELECT FROM partners_share s WHERE s.id = wanted
                AND s.partner_id = asks
                AND s.confirmed_at IS NOT NULL AND s.ended_at IS NULL
                AND (task IS NULL OR EXISTS (SELECT FROM casework_task t
                    WHERE t.id = task AND t.case_id = s.file_id)))
        THEN
            outcome := 'unknown';
        ELSE
            outcome := 'made';
            id := gen_random_uuid();
            at := now();
            INSERT INTO partners_ack (id, token_id, share_id, task_id, answer, key, at)
            VALUES (id, mine, wanted, task, said, once, at);
        END IF;
        RETURN NEXT;
    END $$;

REVOKE ALL ON FUNCTION partner_of(bytea, text), partner_enter(bytea),
    partner_cases(bytea, uuid, uuid, int), partner_tasks(bytea, uuid, uuid, int),
    partner_events(bytea, bigint, int), partner_answer(bytea, uuid, uuid, uuid, text),
    partners_decided_once(), partners_tell_case(), partners_tell_task_made(),
    partners_tell_task_done(), partners_tell_share(), partners_number_event() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION partner_enter(bytea),
    partner_cases(bytea, uuid, uuid, int), partner_tasks(bytea, uuid, uuid, int),
    partner_events(bytea, bigint, int), partner_answer(bytea, uuid, uuid, uuid, text)
    TO sc_partner;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [("casework", "0007_merged_into_open")]

    operations = [
        migrations.CreateModel(
            name="Partner",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("confirmed_by", models.UUIDField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("ended_by", models.UUIDField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("name", models.CharField(max_length=80, unique=True)),
                ("category", models.CharField(max_length=32)),
                ("events", models.BigIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("confirmed_at__isnull", True), ("confirmed_by__isnull", True)
                            ),
                            models.Q(
                                ("confirmed_at__isnull", False),
                                ("confirmed_by__isnull", False),
                                models.Q(("confirmed_by", models.F("made_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="partners_partner_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="partners_partner_ended",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "category__in",
                                [
                                    "asylum authority",
                                    "humanitarian organisation",
                                    "legal aid organisation",
                                    "medical service",
                                    "reception centre",
                                ],
                            )
                        ),
                        name="partners_class",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Endpoint",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("confirmed_by", models.UUIDField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("ended_by", models.UUIDField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("url", models.CharField(max_length=200)),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="partners.partner"
                    ),
                ),
            ],
            options={},
        ),
        migrations.CreateModel(
            name="Share",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("confirmed_by", models.UUIDField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("ended_by", models.UUIDField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("file_id", models.UUIDField()),
                ("basis", models.CharField(max_length=16)),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="partners.partner"
                    ),
                ),
            ],
            options={},
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("number", models.BigIntegerField(null=True)),
                ("kind", models.CharField(max_length=24)),
                ("at", models.DateTimeField()),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="partners.partner"
                    ),
                ),
                (
                    "share",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="partners.share"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Token",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("confirmed_by", models.UUIDField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("ended_by", models.UUIDField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("digest", models.BinaryField(unique=True)),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=16), size=None
                    ),
                ),
                ("expires_at", models.DateTimeField()),
                ("minute", models.DateTimeField(null=True)),
                ("calls", models.IntegerField(default=0)),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="partners.partner"
                    ),
                ),
            ],
            options={},
        ),
        migrations.CreateModel(
            name="Ack",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("task_id", models.UUIDField(null=True)),
                ("answer", models.CharField(max_length=12)),
                ("key", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("seen_by", models.UUIDField(null=True)),
                ("seen_at", models.DateTimeField(null=True)),
                (
                    "share",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="partners.share"
                    ),
                ),
                (
                    "token",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="partners.token"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("tries", models.SmallIntegerField(default=0)),
                ("due_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("status", models.SmallIntegerField(null=True)),
                (
                    "endpoint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="partners.endpoint"
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="partners.event"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)),
                        fields=["due_at"],
                        name="partners_delivery_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("endpoint", "event"), name="partners_delivery_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("done_at__isnull", True), ("due_at__isnull", True), _connector="OR"
                        ),
                        name="partners_delivery_waits_or_done",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="endpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                    models.Q(
                        ("confirmed_at__isnull", False),
                        ("confirmed_by__isnull", False),
                        models.Q(("confirmed_by", models.F("made_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="partners_endpoint_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="endpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                    _connector="OR",
                ),
                name="partners_endpoint_ended",
            ),
        ),
        migrations.AddIndex(
            model_name="share",
            index=models.Index(fields=["file_id"], name="partners_share_of_case"),
        ),
        migrations.AddConstraint(
            model_name="share",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                    models.Q(
                        ("confirmed_at__isnull", False),
                        ("confirmed_by__isnull", False),
                        models.Q(("confirmed_by", models.F("made_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="partners_share_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="share",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                    _connector="OR",
                ),
                name="partners_share_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="share",
            constraint=models.CheckConstraint(
                condition=models.Q(("basis__in", ["CONSENT", "VITAL_INTEREST"])),
                name="partners_share_basis",
            ),
        ),
        migrations.AddConstraint(
            model_name="share",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("partner", "file_id"),
                name="partners_share_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "share.begun",
                            "share.ended",
                            "case.moved",
                            "case.danger_changed",
                            "task.made",
                            "task.done",
                        ],
                    )
                ),
                name="partners_event_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(
                fields=("partner", "number"), name="partners_event_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="token",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                    models.Q(
                        ("confirmed_at__isnull", False),
                        ("confirmed_by__isnull", False),
                        models.Q(("confirmed_by", models.F("made_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="partners_token_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="token",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                    _connector="OR",
                ),
                name="partners_token_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="token",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "scopes__contained_by",
                        ["cases:read", "tasks:read", "events:read", "acks:write"],
                    ),
                    ("scopes__len__gte", 1),
                ),
                name="partners_token_scopes",
            ),
        ),
        migrations.AddIndex(
            model_name="ack",
            index=models.Index(fields=["share", "-at"], name="partners_ack_of_share"),
        ),
        migrations.AddConstraint(
            model_name="ack",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer__in", ["received", "accepted", "refused", "done"])),
                name="partners_ack_answer",
            ),
        ),
        migrations.AddConstraint(
            model_name="ack",
            constraint=models.UniqueConstraint(
                fields=("token", "key"), name="partners_ack_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="ack",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("seen_at__isnull", True), ("seen_by__isnull", True)),
                    models.Q(("seen_at__isnull", False), ("seen_by__isnull", False)),
                    _connector="OR",
                ),
                name="partners_ack_seen",
            ),
        ),
        migrations.RunSQL(GRANTS + EVENTS + DOOR, migrations.RunSQL.noop),
    ]
