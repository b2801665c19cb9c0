"""Crossings, notices, read-backs, checks, GO, help in kind; the safety rules in the database."""

import django.db.models.deletion
from django.db import migrations, models

SQL = """
GRANT SELECT, INSERT ON passage_crossingrow, passage_noticerow, passage_addresseerow,
    passage_ackrow, passage_checkrow, passage_gorow, passage_costrow TO sc_office;
-- Column by column: what two people agreed to, what was read back and what was measured has no
-- UPDATE at all, and nothing here has a DELETE.
GRANT UPDATE (mode, concern, concern_by, told_by, told_at, corridor_in_force, sealed)
    ON passage_crossingrow TO sc_office;
GRANT UPDATE (state, approved_by, approved_at, approved_digest)
    ON passage_noticerow TO sc_office;
GRANT UPDATE (current) ON passage_ackrow TO sc_office;
GRANT UPDATE (state, expires_at, input_hash, computed_at, computed_by)
    ON passage_gorow TO sc_office;
GRANT UPDATE (agreed_by, agreed_at) ON passage_costrow TO sc_office;

CREATE FUNCTION passage_concern_needs_another() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.concern = 'open' AND (
        (NEW.concern <> 'open' AND NEW.told_by = OLD.concern_by)
        OR (NEW.concern = 'open' AND NEW.concern_by <> OLD.concern_by))
    THEN
        RAISE EXCEPTION 'harm or duress is lifted by somebody else than who recorded it'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER concern_needs_another BEFORE UPDATE ON passage_crossingrow
    FOR EACH ROW EXECUTE FUNCTION passage_concern_needs_another();

CREATE FUNCTION passage_notice_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state NOT IN ('draft', 'proposed') THEN
        RAISE EXCEPTION 'a notice begins as a proposal'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM passage_crossingrow c
        WHERE c.id = NEW.crossing_id AND c.concern = 'none')
    THEN
        RAISE EXCEPTION 'no plan while harm or duress is open or was never asked'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER notice_begins BEFORE INSERT ON passage_noticerow
    FOR EACH ROW EXECUTE FUNCTION passage_notice_begins();

CREATE FUNCTION passage_notice_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.crossing_id, NEW.revision, NEW.window_start, NEW.window_end, NEW.digest,
            NEW.sealed, NEW.proposed_by, NEW.proposed_at)
        IS DISTINCT FROM
        (OLD.id, OLD.crossing_id, OLD.revision, OLD.window_start, OLD.window_end, OLD.digest,
            OLD.sealed, OLD.proposed_by, OLD.proposed_at)
        OR (OLD.approved_by IS NOT NULL AND (NEW.approved_by, NEW.approved_at)
            IS DISTINCT FROM (OLD.approved_by, OLD.approved_at))
    THEN
        RAISE EXCEPTION 'the content of a notice never changes: make a new revision'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    -- The same steps as passage/core/flow.py; a test compares the two.
    IF OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
        ('draft', 'proposed'), ('draft', 'cancelled'), ('draft', 'expired'),
        ('proposed', 'draft'), ('proposed', 'approved'), ('proposed', 'cancelled'),
        ('proposed', 'expired'), ('approved', 'sent'), ('approved', 'superseded'),
        ('approved', 'cancelled'), ('approved', 'expired'), ('sent', 'superseded'),
        ('sent', 'cancelled'), ('sent', 'expired'))
    THEN
        RAISE EXCEPTION 'a notice cannot go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.state <> NEW.state AND NEW.state IN ('approved', 'sent')
        AND NOT EXISTS (SELECT 1 FROM passage_crossingrow c
            WHERE c.id = NEW.crossing_id AND c.concern = 'none')
    THEN
        RAISE EXCEPTION 'no plan while harm or duress is open or was never asked'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER notice_moves BEFORE UPDATE ON passage_noticerow
    FOR EACH ROW EXECUTE FUNCTION passage_notice_moves();

CREATE FUNCTION passage_addressee_before_approval() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM passage_noticerow n
        WHERE n.id = NEW.notice_id AND n.state IN ('draft', 'proposed'))
    THEN
        RAISE EXCEPTION 'addressees are named before approval'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER addressee_before_approval BEFORE INSERT ON passage_addresseerow
    FOR EACH ROW EXECUTE FUNCTION passage_addressee_before_approval();

CREATE FUNCTION passage_ack_of_a_sent_notice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.answer = 'will_comply' AND NOT EXISTS (
        SELECT 1 FROM passage_addresseerow a JOIN passage_noticerow n ON n.id = a.notice_id
        WHERE a.id = NEW.addressee_id AND n.state = 'sent')
    THEN
        RAISE EXCEPTION 'only a notice that was sent can be read back'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ack_of_a_sent_notice BEFORE INSERT ON passage_ackrow
    FOR EACH ROW EXECUTE FUNCTION passage_ack_of_a_sent_notice();

CREATE FUNCTION passage_ack_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.current OR (NEW.id, NEW.addressee_id, NEW.answer, NEW.code_ok, NEW.sealed,
            NEW.given_at, NEW.entered_by)
        IS DISTINCT FROM (OLD.id, OLD.addressee_id, OLD.answer, OLD.code_ok, OLD.sealed,
            OLD.given_at, OLD.entered_by)
    THEN
        RAISE EXCEPTION 'a read-back is never changed and never revived'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ack_is_final BEFORE UPDATE ON passage_ackrow
    FOR EACH ROW EXECUTE FUNCTION passage_ack_is_final();

-- The core decides GO from sealed facts. What the database can see of them must agree.
CREATE FUNCTION passage_go_has_its_basis() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    n passage_noticerow%ROWTYPE;
    c passage_crossingrow%ROWTYPE;
BEGIN
    IF NEW.state <> 'go' THEN
        RETURN NEW;
    END IF;
    SELECT * INTO n FROM passage_noticerow WHERE id = NEW.notice_id;
    SELECT * INTO c FROM passage_crossingrow WHERE id = n.crossing_id;
    IF n.state <> 'sent' OR n.approved_by IS NULL OR c.concern <> 'none'
        OR c.corridor_in_force IS DISTINCT FROM n.revision
        OR NEW.computed_at < n.window_start OR NEW.expires_at > n.window_end
        OR NOT EXISTS (SELECT 1 FROM casework_case k
            WHERE k.file_id = c.case_id AND k.stage = 'passage')
        OR EXISTS (SELECT 1 FROM casework_condition k
            WHERE k.case_id = c.case_id AND k.fulfilled_at IS NULL)
    THEN
        RAISE EXCEPTION 'GO without an agreed notice in force'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM passage_addresseerow a WHERE a.notice_id = n.id)
        OR EXISTS (SELECT 1 FROM passage_addresseerow a WHERE a.notice_id = n.id
            AND NOT EXISTS (SELECT 1 FROM passage_ackrow k WHERE k.addressee_id = a.id
                AND k.current AND k.code_ok AND k.answer = 'will_comply'))
    THEN
        RAISE EXCEPTION 'GO without every read-back'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF EXISTS (SELECT 1 FROM unnest(ARRAY['light', 'cold', 'reception', 'water']) AS wanted
        WHERE (wanted <> 'water' OR c.mode = 'sea') AND NOT coalesce(
            (SELECT k.passed FROM passage_checkrow k
                WHERE k.notice_id = n.id AND k.kind = wanted
                ORDER BY k.checked_at DESC, k.passed LIMIT 1), false))
    THEN
        RAISE EXCEPTION 'GO without every check'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER go_has_its_basis BEFORE INSERT OR UPDATE ON passage_gorow
    FOR EACH ROW EXECUTE FUNCTION passage_go_has_its_basis();

CREATE FUNCTION passage_cost_within_ceiling() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.agreed_by IS NOT NULL THEN
            RAISE EXCEPTION 'a second person agrees after the first has asked'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.agreed_by IS NOT NULL OR (NEW.kind, NEW.amount_minor, NEW.currency,
            NEW.ceiling_minor, NEW.vendor, NEW.asked_by, NEW.crossing_id)
        IS DISTINCT FROM (OLD.kind, OLD.amount_minor, OLD.currency,
            OLD.ceiling_minor, OLD.vendor, OLD.asked_by, OLD.crossing_id)
    THEN
        RAISE EXCEPTION 'help in kind is not changed after it was asked for'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    PERFORM 1 FROM passage_crossingrow WHERE id = NEW.crossing_id FOR NO KEY UPDATE;
    IF NEW.amount_minor + (SELECT coalesce(sum(k.amount_minor), 0) FROM passage_costrow k
            WHERE k.crossing_id = NEW.crossing_id AND k.kind = NEW.kind
            AND k.agreed_by IS NOT NULL) > NEW.ceiling_minor
    THEN
        RAISE EXCEPTION 'help in kind goes over its ceiling'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cost_within_ceiling BEFORE INSERT OR UPDATE ON passage_costrow
    FOR EACH ROW EXECUTE FUNCTION passage_cost_within_ceiling();
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('casework', '0001_cases'),
    ]

    operations = [
        migrations.CreateModel(
            name='NoticeRow',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('revision', models.PositiveIntegerField()),
                ('state', models.CharField(max_length=10)),
                ('window_start', models.DateTimeField()),
                ('window_end', models.DateTimeField()),
                ('digest', models.CharField(max_length=64)),
                ('sealed', models.BinaryField()),
                ('proposed_by', models.UUIDField()),
                ('proposed_at', models.DateTimeField()),
                ('approved_by', models.UUIDField(null=True)),
                ('approved_at', models.DateTimeField(null=True)),
                ('approved_digest', models.CharField(max_length=64, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='CrossingRow',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('mode', models.CharField(max_length=10)),
                ('concern', models.CharField(max_length=10)),
                ('concern_by', models.UUIDField(null=True)),
                ('told_by', models.UUIDField()),
                ('told_at', models.DateTimeField()),
                ('corridor_in_force', models.PositiveIntegerField(null=True)),
                ('sealed', models.BinaryField()),
                ('opened_at', models.DateTimeField()),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to='casework.case')),
            ],
        ),
        migrations.CreateModel(
            name='CostRow',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=12)),
                ('amount_minor', models.PositiveBigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('ceiling_minor', models.PositiveBigIntegerField()),
                ('vendor', models.CharField(max_length=12)),
                ('asked_by', models.UUIDField()),
                ('asked_at', models.DateTimeField()),
                ('agreed_by', models.UUIDField(null=True)),
                ('agreed_at', models.DateTimeField(null=True)),
                ('crossing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='passage.crossingrow')),
            ],
        ),
        migrations.CreateModel(
            name='GoRow',
            fields=[
                ('notice', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to='passage.noticerow')),
                ('state', models.CharField(max_length=4)),
                ('expires_at', models.DateTimeField()),
                ('input_hash', models.CharField(max_length=64)),
                ('computed_at', models.DateTimeField()),
                ('computed_by', models.UUIDField()),
            ],
        ),
        migrations.AddField(
            model_name='noticerow',
            name='crossing',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='passage.crossingrow'),
        ),
        migrations.CreateModel(
            name='CheckRow',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=10)),
                ('passed', models.BooleanField()),
                ('sealed', models.BinaryField()),
                ('checked_at', models.DateTimeField()),
                ('checked_by', models.UUIDField()),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='passage.noticerow')),
            ],
        ),
        migrations.CreateModel(
            name='AddresseeRow',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=16)),
                ('sealed', models.BinaryField()),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='passage.noticerow')),
            ],
        ),
        migrations.CreateModel(
            name='AckRow',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('answer', models.CharField(max_length=14)),
                ('code_ok', models.BooleanField()),
                ('current', models.BooleanField(default=True)),
                ('sealed', models.BinaryField()),
                ('given_at', models.DateTimeField()),
                ('entered_by', models.UUIDField()),
                ('addressee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='passage.addresseerow')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('answer__in', ['cannot_comply', 'will_comply'])), name='passage_ack_answer'), models.CheckConstraint(condition=models.Q(('code_ok', True), ('answer', 'cannot_comply'), _connector='OR'), name='passage_ack_code'), models.UniqueConstraint(condition=models.Q(('current', True)), fields=('addressee',), name='passage_ack_one_current')],
            },
        ),
        migrations.AddConstraint(
            model_name='crossingrow',
            constraint=models.CheckConstraint(condition=models.Q(('mode__in', ['air', 'drone_led', 'foot', 'sea', 'vehicle'])), name='passage_mode'),
        ),
        migrations.AddConstraint(
            model_name='crossingrow',
            constraint=models.CheckConstraint(condition=models.Q(('concern__in', ['none', 'not_asked', 'open'])), name='passage_concern'),
        ),
        migrations.AddConstraint(
            model_name='crossingrow',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('concern', 'open'), ('concern_by__isnull', False)), models.Q(models.Q(('concern', 'open'), _negated=True), ('concern_by__isnull', True)), _connector='OR'), name='passage_concern_by'),
        ),
        migrations.AddConstraint(
            model_name='costrow',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['food', 'medicine', 'phone_credit', 'transport'])), name='passage_cost_kind'),
        ),
        migrations.AddConstraint(
            model_name='costrow',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agreed_at__isnull', True), ('agreed_by__isnull', True)), models.Q(('agreed_at__isnull', False), ('agreed_by__isnull', False), models.Q(('agreed_by', models.F('asked_by')), _negated=True)), _connector='OR'), name='passage_cost_two_people'),
        ),
        migrations.AddConstraint(
            model_name='costrow',
            constraint=models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0), ('amount_minor__lte', models.F('ceiling_minor'))), name='passage_cost_ceiling'),
        ),
        migrations.AddConstraint(
            model_name='costrow',
            constraint=models.CheckConstraint(condition=models.Q(('vendor__regex', '^vendor-[0-9]{1,4}$')), name='passage_cost_vendor'),
        ),
        migrations.AddConstraint(
            model_name='gorow',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'hold'), models.Q(('expires_at__gt', models.F('computed_at')), ('state', 'go')), _connector='OR'), name='passage_go_ends'),
        ),
        migrations.AddConstraint(
            model_name='noticerow',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['approved', 'cancelled', 'draft', 'expired', 'proposed', 'sent', 'superseded'])), name='passage_notice_state'),
        ),
        migrations.AddConstraint(
            model_name='noticerow',
            constraint=models.UniqueConstraint(fields=('crossing', 'revision'), name='passage_notice_revision'),
        ),
        migrations.AddConstraint(
            model_name='noticerow',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['proposed', 'approved', 'sent'])), fields=('crossing',), name='passage_notice_one_live'),
        ),
        migrations.AddConstraint(
            model_name='noticerow',
            constraint=models.CheckConstraint(condition=models.Q(('approved_by__isnull', True), models.Q(('approved_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='passage_notice_two_people'),
        ),
        migrations.AddConstraint(
            model_name='noticerow',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', True), ('approved_by__isnull', True), ('approved_digest__isnull', True), models.Q(('state__in', ['approved', 'sent', 'superseded']), _negated=True)), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False), ('approved_digest', models.F('digest')), models.Q(('state__in', ['draft', 'proposed']), _negated=True)), _connector='OR'), name='passage_notice_agreed_content'),
        ),
        migrations.AddConstraint(
            model_name='noticerow',
            constraint=models.CheckConstraint(condition=models.Q(('window_end__gt', models.F('window_start'))), name='passage_notice_window'),
        ),
        migrations.AddIndex(
            model_name='checkrow',
            index=models.Index(fields=['notice', 'kind', '-checked_at'], name='passage_check_now'),
        ),
        migrations.AddConstraint(
            model_name='checkrow',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['cold', 'light', 'reception', 'water'])), name='passage_check_kind'),
        ),
        migrations.AddConstraint(
            model_name='addresseerow',
            constraint=models.CheckConstraint(condition=models.Q(('code__in', ['duty-alpha', 'duty-bravo', 'duty-charlie', 'duty-delta', 'duty-echo'])), name='passage_addressee_code'),
        ),
        migrations.AddConstraint(
            model_name='addresseerow',
            constraint=models.UniqueConstraint(fields=('notice', 'code'), name='passage_addressee_once'),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
