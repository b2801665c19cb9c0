"""Claims, custody moves, alerts; the state of an item changes by two people in the database too."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

SQL = """
GRANT SELECT, INSERT ON materiel_claim, materiel_move TO sc_office;
GRANT UPDATE (state, version, companions, seized, sealed_marks, matcher_copy, compared_at)
    ON materiel_claim TO sc_office;
GRANT UPDATE (status, second_by, second_key, second_at) ON materiel_move TO sc_office;
-- Only the matcher raises an alert; the office can end one, never make or delete one.
GRANT SELECT, UPDATE ("end", kept_id, sealed_low, sealed_high, proposed_by, proposed_key,
    proposed_at, confirmed_by, confirmed_key, confirmed_at) ON materiel_alert TO sc_office;
GRANT SELECT, UPDATE (compared_at) ON materiel_claim TO sc_worker;
GRANT SELECT, INSERT, UPDATE (sameness, agreements) ON materiel_alert TO sc_worker;

CREATE FUNCTION materiel_claim_starts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> 'claimed' OR NEW.version <> 1 OR NEW.compared_at IS NOT NULL THEN
        RAISE EXCEPTION 'a claim starts as claimed and not compared'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER starts BEFORE INSERT ON materiel_claim
    FOR EACH ROW EXECUTE FUNCTION materiel_claim_starts();

-- The state follows a confirmed custody move and nothing else; marks stand once verified.
CREATE FUNCTION materiel_claim_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> OLD.state OR NEW.version <> OLD.version THEN
        -- Asked only here: the worker, which writes compared_at, may not read custody lines.
        IF NEW.version <> OLD.version + 1 OR NOT EXISTS (
            SELECT 1 FROM materiel_move m WHERE m.claim_id = OLD.id
                AND m.claim_version = OLD.version AND m.status = 'confirmed'
                AND m.origin = OLD.state AND m.target = NEW.state)
        THEN
            RAISE EXCEPTION 'an item moves by a custody line of two people only'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    IF (NEW.sealed_marks <> OLD.sealed_marks OR NEW.matcher_copy <> OLD.matcher_copy)
        AND OLD.state NOT IN ('claimed', 'received', 'made_safe', 'identified')
    THEN
        RAISE EXCEPTION 'the marks of a verified item do not change'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.compared_at IS NOT NULL AND NEW.compared_at IS DISTINCT FROM OLD.compared_at
        AND current_user = 'sc_office'
    THEN
        RAISE EXCEPTION 'only the matcher says that claims were compared'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER changes BEFORE UPDATE ON materiel_claim
    FOR EACH ROW EXECUTE FUNCTION materiel_claim_changes();

-- A line is first recorded, then confirmed, both times from where the item stands.
CREATE FUNCTION materiel_move_is_two_acts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (TG_OP = 'INSERT' AND NEW.status <> 'pending' AND NEW.event <> 'withdraw')
        OR (TG_OP = 'UPDATE' AND (OLD.status <> 'pending' OR OLD.event = 'withdraw'))
        OR (NEW.status <> 'turned_down' AND NOT EXISTS (
            SELECT 1 FROM materiel_claim c WHERE c.id = NEW.claim_id
                AND c.state = NEW.origin AND c.version = NEW.claim_version))
    THEN
        RAISE EXCEPTION 'a custody line is recorded by one person and confirmed by another'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER two_acts BEFORE INSERT OR UPDATE ON materiel_move
    FOR EACH ROW EXECUTE FUNCTION materiel_move_is_two_acts();

CREATE FUNCTION materiel_alert_is_two_acts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (TG_OP = 'INSERT' AND NEW.proposed_by IS NOT NULL)
        OR (TG_OP = 'UPDATE' AND OLD.confirmed_by IS NOT NULL)
        OR (TG_OP = 'UPDATE' AND NEW.confirmed_by IS NOT NULL AND (
            OLD.proposed_by IS NULL OR NEW.proposed_by <> OLD.proposed_by
            OR NEW."end" <> OLD."end" OR NEW.kept_id IS DISTINCT FROM OLD.kept_id))
    THEN
        RAISE EXCEPTION 'an alert ends as one person proposed and another agreed'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER two_acts BEFORE INSERT OR UPDATE ON materiel_alert
    FOR EACH ROW EXECUTE FUNCTION materiel_alert_is_two_acts();
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('casework', '0001_cases'),
    ]

    operations = [
        migrations.CreateModel(
            name='Claim',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('type_code', models.CharField(max_length=16)),
                ('tariff_version', models.CharField(blank=True, max_length=40)),
                ('on', models.DateField()),
                ('state', models.CharField(default='claimed', max_length=24)),
                ('version', models.PositiveIntegerField(default=1)),
                ('companions', models.CharField(max_length=16)),
                ('seized', models.BooleanField(default=False)),
                ('sealed_marks', models.BinaryField()),
                ('matcher_copy', models.BinaryField()),
                ('registered_by', models.UUIDField()),
                ('registered_key', models.CharField(max_length=16)),
                ('registered_at', models.DateTimeField()),
                ('compared_at', models.DateTimeField(null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.case')),
            ],
        ),
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('sameness', models.CharField(max_length=8)),
                ('agreements', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), size=None)),
                ('raised_at', models.DateTimeField()),
                ('end', models.CharField(blank=True, max_length=12)),
                ('sealed_low', models.BinaryField(null=True)),
                ('sealed_high', models.BinaryField(null=True)),
                ('proposed_by', models.UUIDField(null=True)),
                ('proposed_key', models.CharField(blank=True, max_length=16)),
                ('proposed_at', models.DateTimeField(null=True)),
                ('confirmed_by', models.UUIDField(null=True)),
                ('confirmed_key', models.CharField(blank=True, max_length=16)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('high', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='materiel.claim')),
                ('kept', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='materiel.claim')),
                ('low', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='materiel.claim')),
            ],
        ),
        migrations.CreateModel(
            name='Move',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('claim_version', models.PositiveIntegerField()),
                ('origin', models.CharField(max_length=24)),
                ('event', models.CharField(max_length=24)),
                ('target', models.CharField(max_length=24)),
                ('status', models.CharField(default='pending', max_length=12)),
                ('first_by', models.UUIDField()),
                ('first_key', models.CharField(max_length=16)),
                ('first_at', models.DateTimeField()),
                ('second_by', models.UUIDField(null=True)),
                ('second_key', models.CharField(blank=True, max_length=16)),
                ('second_at', models.DateTimeField(null=True)),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='materiel.claim')),
            ],
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(condition=models.Q(('compared_at__isnull', True)), fields=['registered_at'], name='materiel_claim_waits'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['certified', 'claimed', 'deactivated', 'destroyed', 'disposition_decided', 'held_as_evidence', 'identified', 'made_safe', 'received', 'rejected', 'verified', 'withdrawn'])), name='materiel_claim_state'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('companions__in', ['harmed', 'nobody_else', 'not_known', 'unharmed'])), name='materiel_claim_companions'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=models.UniqueConstraint(fields=('low', 'high'), name='materiel_alert_pair'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=models.CheckConstraint(condition=models.Q(('low__lt', models.F('high'))), name='materiel_alert_order'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=models.CheckConstraint(condition=models.Q(('sameness__in', ['alert', 'same'])), name='materiel_alert_sameness'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('end', ''), ('kept__isnull', True), ('proposed_by__isnull', True)), models.Q(('end__in', ['different', 'same']), ('proposed_by__isnull', False), ('sealed_high__isnull', False), ('sealed_low__isnull', False)), _connector='OR'), name='materiel_alert_proposal_whole'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('end__in', ['', 'different']), ('kept__isnull', True)), models.Q(('end', 'same'), ('kept__isnull', False), models.Q(('kept', models.F('low')), ('kept', models.F('high')), _connector='OR')), _connector='OR'), name='materiel_alert_kept'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), models.Q(('proposed_by__isnull', False), models.Q(('confirmed_by', models.F('proposed_by')), _negated=True)), _connector='OR'), name='materiel_alert_two_people'),
        ),
        migrations.AddConstraint(
            model_name='move',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('event', 'withdraw'), ('origin', 'claimed'), ('target', 'withdrawn')), models.Q(('event', 'reject'), ('origin', 'claimed'), ('target', 'rejected')), models.Q(('event', 'receive'), ('origin', 'claimed'), ('target', 'received')), models.Q(('event', 'reject'), ('origin', 'received'), ('target', 'rejected')), models.Q(('event', 'make_safe'), ('origin', 'received'), ('target', 'made_safe')), models.Q(('event', 'reject'), ('origin', 'made_safe'), ('target', 'rejected')), models.Q(('event', 'identify'), ('origin', 'made_safe'), ('target', 'identified')), models.Q(('event', 'reject'), ('origin', 'identified'), ('target', 'rejected')), models.Q(('event', 'verify'), ('origin', 'identified'), ('target', 'verified')), models.Q(('event', 'reopen'), ('origin', 'verified'), ('target', 'identified')), models.Q(('event', 'decide_disposition'), ('origin', 'verified'), ('target', 'disposition_decided')), models.Q(('event', 'reopen'), ('origin', 'disposition_decided'), ('target', 'identified')), models.Q(('event', 'destroy'), ('origin', 'disposition_decided'), ('target', 'destroyed')), models.Q(('event', 'deactivate'), ('origin', 'disposition_decided'), ('target', 'deactivated')), models.Q(('event', 'hold_as_evidence'), ('origin', 'disposition_decided'), ('target', 'held_as_evidence')), models.Q(('event', 'release_from_evidence'), ('origin', 'held_as_evidence'), ('target', 'disposition_decided')), models.Q(('event', 'certify'), ('origin', 'held_as_evidence'), ('target', 'certified')), models.Q(('event', 'certify'), ('origin', 'destroyed'), ('target', 'certified')), models.Q(('event', 'certify'), ('origin', 'deactivated'), ('target', 'certified')), _connector='OR'), name='materiel_move_in_table'),
        ),
        migrations.AddConstraint(
            model_name='move',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('second_by__isnull', True), ('status__in', ['pending', 'turned_down'])), models.Q(('event', 'withdraw'), ('second_by__isnull', True), ('status', 'confirmed')), models.Q(('second_by__isnull', False), ('status', 'confirmed'), ('second_at__isnull', False), models.Q(('event', 'withdraw'), _negated=True), models.Q(('second_by', models.F('first_by')), _negated=True)), _connector='OR'), name='materiel_move_two_people'),
        ),
        migrations.AddConstraint(
            model_name='move',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'pending')), fields=('claim',), name='materiel_one_move_waits'),
        ),
        migrations.AddConstraint(
            model_name='move',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'confirmed')), fields=('claim', 'claim_version'), name='materiel_one_move_per_version'),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
