"""Payments, handovers, releases, ledger; three people and zero sums in the database too."""

import django.db.models.deletion
from django.db import migrations, models

SQL = """
GRANT SELECT, INSERT, UPDATE ON support_payment, support_handover, support_takenback
    TO sc_office;
GRANT SELECT, INSERT ON support_release, support_entry, support_posting TO sc_office;
GRANT SELECT ON support_payment TO sc_worker;
GRANT SELECT, UPDATE ON support_takenback TO sc_worker;
GRANT USAGE ON SEQUENCE support_takenback_id_seq TO sc_office;

-- Every entry sums to zero per currency when the transaction ends.
CREATE FUNCTION support_entry_sums_to_zero() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM support_posting WHERE entry_id = NEW.entry_id
               GROUP BY currency HAVING sum(amount_minor) <> 0) THEN
        RAISE EXCEPTION 'postings of an entry must sum to zero'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER sums_to_zero AFTER INSERT OR UPDATE ON support_posting
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION support_entry_sums_to_zero();

-- The ledger and releases are only ever added to.
CREATE FUNCTION support_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is only added to'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON support_posting
    FOR EACH ROW EXECUTE FUNCTION support_only_added();
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON support_entry
    FOR EACH ROW EXECUTE FUNCTION support_only_added();
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON support_release
    FOR EACH ROW EXECUTE FUNCTION support_only_added();

-- A payment counts as released only with its release row: the same three people, its own case.
CREATE FUNCTION support_release_exists() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM support_release r
        LEFT JOIN casework_arrival a ON a.id = r.arrival_id
        LEFT JOIN support_handover h ON h.id = r.handover_id
        WHERE r.payment_id = NEW.id AND r.drafted_by = NEW.drafted_by
            AND r.approved_by = NEW.approved_by AND r.payee = NEW.payee
            AND (a.case_id = NEW.case_id
                 OR (h.claim_id = NEW.claim_id AND h.second_by IS NOT NULL)))
    THEN
        RAISE EXCEPTION 'no release without its safety basis and three people'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER release_exists AFTER INSERT OR UPDATE ON support_payment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.state IN ('released', 'paid')) EXECUTE FUNCTION support_release_exists();

-- Money is written down first, and moves one step at a time along the table.
CREATE FUNCTION support_one_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('none', 'drafted'), ('drafted', 'approved'), ('approved', 'released'),
        ('released', 'paid'), ('released', 'none'), ('drafted', 'refused'),
        ('approved', 'refused'), ('refused', 'none'), ('drafted', 'none'),
        ('approved', 'none'))
    THEN
        RAISE EXCEPTION 'a payment moves one step at a time'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.state <> 'none' AND (NEW.amount_minor, NEW.currency, NEW.case_id, NEW.stream)
        IS DISTINCT FROM (OLD.amount_minor, OLD.currency, OLD.case_id, OLD.stream)
    THEN
        RAISE EXCEPTION 'a drafted payment does not change'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER one_step BEFORE UPDATE ON support_payment
    FOR EACH ROW EXECUTE FUNCTION support_one_step();

-- Re-opened vetting, or an adverse result, takes drafted and approved awards back at once.
CREATE FUNCTION support_take_award_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state NOT IN ('clear', 'limited') THEN
        INSERT INTO support_takenback (payment_id, at, noted)
            SELECT id, now(), false FROM support_payment
            WHERE case_id = NEW.file_id AND stream = 'award'
                AND state IN ('drafted', 'approved');
        UPDATE support_payment SET state = 'none', drafted_by = NULL, approved_by = NULL
            WHERE case_id = NEW.file_id AND stream = 'award'
                AND state IN ('drafted', 'approved');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER take_award_back AFTER UPDATE ON casework_vettingdecision
    FOR EACH ROW EXECUTE FUNCTION support_take_award_back();
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('casework', '0001_cases'),
    ]

    operations = [
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('claim_id', models.UUIDField(unique=True)),
                ('first_by', models.UUIDField()),
                ('second_by', models.UUIDField(null=True)),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('second_by__isnull', True), models.Q(('second_by', models.F('first_by')), _negated=True), _connector='OR'), name='support_handover_two_people')],
            },
        ),
        migrations.CreateModel(
            name='Payment',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('stream', models.CharField(max_length=12)),
                ('state', models.CharField(max_length=10)),
                ('payee', models.CharField(default='person', max_length=10)),
                ('amount_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('claim_id', models.UUIDField(null=True)),
                ('tariff_version', models.CharField(default='', max_length=40)),
                ('payee_checked', models.BooleanField(default=False)),
                ('sealed_payee', models.BinaryField(null=True)),
                ('sealed_reason', models.BinaryField(null=True)),
                ('deviation', models.BooleanField(default=False)),
                ('drafted_by', models.UUIDField(null=True)),
                ('approved_by', models.UUIDField(null=True)),
                ('bank_reference', models.CharField(default='', max_length=40)),
                ('changed_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='casework.case')),
            ],
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('act', models.CharField(max_length=16)),
                ('at', models.DateTimeField()),
                ('payment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='support.payment')),
            ],
        ),
        migrations.CreateModel(
            name='Posting',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('account', models.CharField(max_length=32)),
                ('amount_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='support.entry')),
            ],
        ),
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('payee', models.CharField(max_length=10)),
                ('drafted_by', models.UUIDField()),
                ('approved_by', models.UUIDField()),
                ('released_by', models.UUIDField()),
                ('at', models.DateTimeField()),
                ('arrival', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='casework.arrival')),
                ('handover', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='support.handover')),
                ('payment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='support.payment')),
            ],
        ),
        migrations.CreateModel(
            name='TakenBack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('noted', models.BooleanField(default=False)),
                ('payment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='support.payment')),
            ],
        ),
        migrations.AddIndex(
            model_name='payment',
            index=models.Index(fields=['state', 'changed_at'], name='support_by_state'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['none', 'drafted', 'approved', 'released', 'paid', 'refused'])), name='support_state'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('stream__in', ['award', 'hardship', 'relocation'])), name='support_stream'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('payee__in', ['heirs', 'person', 'ukrainian'])), name='support_payee'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='support_positive'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('approved_by__isnull', True), models.Q(('approved_by', models.F('drafted_by')), _negated=True), _connector='OR'), name='support_approver_differs'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['approved', 'released', 'paid']), _negated=True), models.Q(('approved_by__isnull', False), ('drafted_by__isnull', False)), _connector='OR'), name='support_people_named'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('claim_id__isnull', False), ('stream', 'award')), models.Q(models.Q(('stream', 'award'), _negated=True), ('claim_id__isnull', True)), _connector='OR'), name='support_award_has_claim'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.UniqueConstraint(condition=models.Q(('stream', 'award'), models.Q(('state', 'none'), _negated=True), models.Q(('state', 'refused'), _negated=True)), fields=('claim_id',), name='support_one_award_per_claim'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('arrival__isnull', False), ('handover__isnull', True), ('payee__in', ['person', 'heirs'])), models.Q(('arrival__isnull', True), ('handover__isnull', False), ('payee', 'ukrainian')), _connector='OR'), name='support_release_safety_basis'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('released_by', models.F('drafted_by')), _negated=True), models.Q(('released_by', models.F('approved_by')), _negated=True), models.Q(('approved_by', models.F('drafted_by')), _negated=True)), name='support_release_three_people'),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
