"""Cases, attestations, proposals, tasks; two people in the database too."""

import django.db.models.deletion
from django.db import migrations, models

SQL = """
GRANT SELECT, INSERT, UPDATE ON casework_case, casework_proposal, casework_task,
    casework_condition, casework_vettingdecision TO sc_office;
GRANT SELECT, INSERT ON casework_attestation, casework_arrival, casework_person,
    casework_consent TO sc_office;
GRANT SELECT ON casework_case, casework_task, casework_attestation, casework_arrival,
    casework_person, casework_condition TO sc_worker;

-- One of the two who attest may not work on the case, and both saw the same person.
CREATE FUNCTION casework_second_attester_is_outside() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.ordinal = 2 AND NOT EXISTS (
        SELECT 1 FROM casework_attestation a WHERE a.case_id = NEW.case_id AND a.ordinal = 1
            AND a.officer_id <> NEW.officer_id AND NOT (a.on_team AND NEW.on_team))
    THEN
        RAISE EXCEPTION 'arrival needs two different people, one from outside the case'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER two_attesters BEFORE INSERT ON casework_attestation
    FOR EACH ROW EXECUTE FUNCTION casework_second_attester_is_outside();

CREATE FUNCTION casework_arrival_is_of_its_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) FROM casework_attestation a WHERE a.case_id = NEW.case_id
            AND a.id IN (NEW.first_id, NEW.second_id)) <> 2
    THEN
        RAISE EXCEPTION 'both attestations must be of this case'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER own_attestations BEFORE INSERT ON casework_arrival
    FOR EACH ROW EXECUTE FUNCTION casework_arrival_is_of_its_case();
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Case',
            fields=[
                ('file_id', models.UUIDField(primary_key=True, serialize=False)),
                ('alias', models.CharField(max_length=40, unique=True)),
                ('kind', models.CharField(max_length=16)),
                ('stage', models.CharField(max_length=12)),
                ('previous', models.CharField(max_length=12, null=True)),
                ('lost', models.BooleanField(default=False)),
                ('dormant', models.BooleanField(default=False)),
                ('danger', models.CharField(max_length=24)),
                ('danger_at', models.DateTimeField()),
                ('language', models.CharField(max_length=2)),
                ('opened_at', models.DateTimeField()),
                ('moved_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('merged_into', models.UUIDField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('stage__in', ['contact', 'triage', 'offer', 'passage', 'arrived', 'status', 'support', 'settled', 'withdrawn', 'referred', 'merged', 'deceased'])), name='casework_stage'), models.CheckConstraint(condition=models.Q(('kind__in', ['person', 'group', 'relative', 'third country'])), name='casework_kind'), models.CheckConstraint(condition=models.Q(('danger__in', ['at the front now', 'being looked for', 'not said', 'abroad', 'not in danger now'])), name='casework_danger'), models.CheckConstraint(condition=models.Q(models.Q(('previous__isnull', False), ('stage__in', ['settled', 'withdrawn', 'referred', 'merged', 'deceased'])), models.Q(models.Q(('stage__in', ['settled', 'withdrawn', 'referred', 'merged', 'deceased']), _negated=True), ('previous__isnull', True)), _connector='OR'), name='casework_way_back'), models.CheckConstraint(condition=models.Q(models.Q(('stage', 'merged'), _negated=True), models.Q(('merged_into__isnull', False), models.Q(('merged_into', models.F('file_id')), _negated=True)), _connector='OR'), name='casework_merged_into_another')],
            },
        ),
        migrations.CreateModel(
            name='Attestation',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('ordinal', models.SmallIntegerField()),
                ('officer_id', models.UUIDField()),
                ('key_id', models.CharField(max_length=16)),
                ('on_team', models.BooleanField()),
                ('head_count', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='casework.case')),
            ],
        ),
        migrations.CreateModel(
            name='Arrival',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('first', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.attestation')),
                ('second', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.attestation')),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to='casework.case')),
            ],
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('purpose', models.CharField(max_length=32)),
                ('given', models.BooleanField()),
                ('at', models.DateTimeField()),
                ('interviewer_id', models.UUIDField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='casework.case')),
            ],
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('relation', models.CharField(max_length=16)),
                ('sealed', models.BinaryField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='casework.case')),
            ],
        ),
        migrations.CreateModel(
            name='Condition',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=32)),
                ('fulfilled_at', models.DateTimeField(null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='casework.case')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='casework.person')),
            ],
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('act', models.CharField(max_length=24)),
                ('case_version', models.PositiveIntegerField()),
                ('proposed_by', models.UUIDField()),
                ('proposed_at', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('state', models.CharField(default='pending', max_length=10)),
                ('confirmed_by', models.UUIDField(null=True)),
                ('merged_into', models.UUIDField(null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='casework.case')),
            ],
        ),
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=32)),
                ('role', models.CharField(max_length=30)),
                ('due_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(null=True)),
                ('done_by', models.UUIDField(null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='casework.case')),
            ],
        ),
        migrations.CreateModel(
            name='VettingDecision',
            fields=[
                ('file_id', models.UUIDField(primary_key=True, serialize=False)),
                ('state', models.CharField(max_length=8)),
                ('proposed_by', models.UUIDField(null=True)),
                ('decided_by', models.UUIDField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('sealed_reasons', models.BinaryField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['none', 'open', 'clear', 'limited', 'adverse'])), name='casework_vetting_state'), models.CheckConstraint(condition=models.Q(models.Q(('decided_by__isnull', True), ('state__in', ['none', 'open'])), models.Q(('decided_by__isnull', False), ('state__in', ['clear', 'limited', 'adverse']), ('proposed_by__isnull', False), models.Q(('decided_by', models.F('proposed_by')), _negated=True)), _connector='OR'), name='casework_vetting_two_people')],
            },
        ),
        migrations.AddConstraint(
            model_name='attestation',
            constraint=models.UniqueConstraint(fields=('case', 'officer_id'), name='casework_attest_other_officer'),
        ),
        migrations.AddConstraint(
            model_name='attestation',
            constraint=models.UniqueConstraint(fields=('case', 'ordinal'), name='casework_attest_ordinal'),
        ),
        migrations.AddConstraint(
            model_name='attestation',
            constraint=models.CheckConstraint(condition=models.Q(('ordinal__in', [1, 2])), name='casework_attest_first_or_second'),
        ),
        migrations.AddConstraint(
            model_name='arrival',
            constraint=models.CheckConstraint(condition=models.Q(('first', models.F('second')), _negated=True), name='casework_arrival_two_people'),
        ),
        migrations.AddIndex(
            model_name='consent',
            index=models.Index(fields=['case', 'purpose', '-at'], name='casework_consent_now'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.UniqueConstraint(condition=models.Q(('relation', 'applicant')), fields=('case',), name='casework_one_applicant'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='casework_proposal_two_people'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_by__isnull', True), ('state__in', ['pending', 'dropped'])), models.Q(('confirmed_by__isnull', False), ('state', 'confirmed')), _connector='OR'), name='casework_proposal_state'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'pending')), fields=('case',), name='casework_one_proposal'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('done_at__isnull', True)), fields=['due_at'], name='casework_task_due'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.UniqueConstraint(fields=('case', 'code'), name='casework_task_once'),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
