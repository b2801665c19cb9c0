"""Plans, levels, signs of life, alarms; a lower level needs two people in the database too."""

import datetime
import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

SQL = """
GRANT SELECT, INSERT, UPDATE ON protection_plan, protection_measurerow, protection_checkin
    TO sc_office;
GRANT SELECT, INSERT, UPDATE (state, confirmed_by, confirmed_at) ON protection_levelchange
    TO sc_office;
GRANT SELECT, INSERT ON protection_silence TO sc_office;
GRANT SELECT, UPDATE (closed_by, closed_at) ON protection_alarm TO sc_office;
GRANT SELECT ON protection_watchbeat TO sc_office;
GRANT SELECT ON protection_plan, protection_silence TO sc_worker;
GRANT SELECT, UPDATE (last_answer_at, next_due, state, taken_over_by, taken_over_at)
    ON protection_checkin TO sc_worker;
GRANT SELECT, INSERT ON protection_alarm, protection_heard TO sc_worker;
GRANT SELECT, INSERT, UPDATE ON protection_watchbeat TO sc_worker;

-- A plan belongs to a person of its own case, and to that one for ever.
CREATE FUNCTION protection_plan_is_of_its_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM casework_person p
            WHERE p.id = NEW.person_id AND p.case_id = NEW.file_id)
    THEN
        RAISE EXCEPTION 'the person must be of this case'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER own_person BEFORE INSERT OR UPDATE OF person_id, file_id ON protection_plan
    FOR EACH ROW EXECUTE FUNCTION protection_plan_is_of_its_case();

-- One person may raise a level. A lower one needs a change that two people made for exactly
-- this version of the plan; an old confirmation opens nothing later.
CREATE FUNCTION protection_lowering_needs_two() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE levels text[] := ARRAY['unassessed', 'standard', 'enhanced', 'critical'];
BEGIN
    IF array_position(levels, NEW.level::text) >= array_position(levels, OLD.level::text) THEN
        RETURN NEW;
    END IF;
    IF NEW.level = 'unassessed' OR NEW.version <> OLD.version + 1 OR NOT EXISTS (
        SELECT 1 FROM protection_levelchange c WHERE c.plan_id = NEW.id
            AND c.state = 'confirmed' AND c.old = OLD.level AND c.new = NEW.level
            AND c.plan_version = OLD.version AND c.confirmed_by <> c.proposed_by)
    THEN
        RAISE EXCEPTION 'lowering a level needs two different people'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER two_people BEFORE UPDATE OF level ON protection_plan
    FOR EACH ROW EXECUTE FUNCTION protection_lowering_needs_two();
-- The version only rises, or an old confirmation could be used again.
CREATE FUNCTION protection_version_rises() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the version of a plan only rises'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER version_rises BEFORE UPDATE OF version ON protection_plan
    FOR EACH ROW WHEN (NEW.version < OLD.version) EXECUTE FUNCTION protection_version_rises();
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('casework', '0001_cases'),
    ]

    operations = [
        migrations.CreateModel(
            name='Heard',
            fields=[
                ('letter_id', models.UUIDField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Alarm',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('file_id', models.UUIDField()),
                ('letter_id', models.UUIDField(unique=True)),
                ('cause', models.CharField(max_length=10)),
                ('raised_at', models.DateTimeField()),
                ('closed_by', models.UUIDField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['file_id'], name='protection_alarm_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(('cause__in', ['duress', 'not_well'])), name='protection_alarm_cause')],
            },
        ),
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('file_id', models.UUIDField()),
                ('officer_id', models.UUIDField()),
                ('level', models.CharField(max_length=12)),
                ('opened_at', models.DateTimeField()),
                ('review_by', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('sealed_facts', models.BinaryField()),
                ('sealed_contact', models.BinaryField(null=True)),
                ('sealed_word', models.BinaryField(null=True)),
                ('sealed_place', models.BinaryField(null=True)),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to='casework.person')),
            ],
        ),
        migrations.CreateModel(
            name='MeasureRow',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=40)),
                ('state', models.CharField(max_length=10)),
                ('offered_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('heard_by', models.UUIDField(null=True)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='protection.plan')),
            ],
        ),
        migrations.CreateModel(
            name='LevelChange',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('old', models.CharField(max_length=12)),
                ('new', models.CharField(max_length=12)),
                ('plan_version', models.PositiveIntegerField()),
                ('state', models.CharField(max_length=10)),
                ('proposed_by', models.UUIDField()),
                ('proposed_at', models.DateTimeField()),
                ('confirmed_by', models.UUIDField(null=True)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('sealed_reason', models.BinaryField(null=True)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='protection.plan')),
            ],
        ),
        migrations.CreateModel(
            name='CheckIn',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('starts_at', models.DateTimeField()),
                ('every_hours', models.PositiveIntegerField()),
                ('grace_minutes', models.PositiveIntegerField()),
                ('missed_after_minutes', models.PositiveIntegerField()),
                ('last_answer_at', models.DateTimeField(null=True)),
                ('next_due', models.DateTimeField()),
                ('state', models.CharField(default='on_time', max_length=8)),
                ('active', models.BooleanField(default=True)),
                ('taken_over_by', models.UUIDField(null=True)),
                ('taken_over_at', models.DateTimeField(null=True)),
                ('plan', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to='protection.plan')),
            ],
        ),
        migrations.CreateModel(
            name='Silence',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('start', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('officer_id', models.UUIDField()),
                ('agreed', models.BooleanField()),
                ('checkin', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='protection.checkin')),
            ],
        ),
        migrations.CreateModel(
            name='WatchBeat',
            fields=[
                ('id', models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='protection_one_beat')],
            },
        ),
        migrations.AddIndex(
            model_name='plan',
            index=models.Index(fields=['file_id'], name='protection_plan_file'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.CheckConstraint(condition=models.Q(('level__in', ['unassessed', 'standard', 'enhanced', 'critical'])), name='protection_level'),
        ),
        migrations.AddConstraint(
            model_name='measurerow',
            constraint=models.UniqueConstraint(fields=('plan', 'code'), name='protection_measure_once'),
        ),
        migrations.AddConstraint(
            model_name='measurerow',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('heard_by__isnull', True), ('state', 'offered')), models.Q(('answered_at__isnull', False), ('heard_by__isnull', False), ('state__in', ['accepted', 'declined', 'withdrawn'])), _connector='OR'), name='protection_measure_answer'),
        ),
        migrations.AddConstraint(
            model_name='levelchange',
            constraint=models.CheckConstraint(condition=models.Q(('new__in', ['unassessed', 'standard', 'enhanced', 'critical']), ('old__in', ['unassessed', 'standard', 'enhanced', 'critical'])), name='protection_change_levels'),
        ),
        migrations.AddConstraint(
            model_name='levelchange',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='protection_change_two_people'),
        ),
        migrations.AddConstraint(
            model_name='levelchange',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False), ('sealed_reason__isnull', False), ('state', 'confirmed')), models.Q(('confirmed_by__isnull', True), ('state__in', ['done', 'dropped', 'pending'])), _connector='OR'), name='protection_change_state'),
        ),
        migrations.AddConstraint(
            model_name='levelchange',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'pending')), fields=('plan',), name='protection_one_lowering'),
        ),
        migrations.AddIndex(
            model_name='checkin',
            index=models.Index(condition=models.Q(('active', True)), fields=['next_due'], name='protection_checkin_due'),
        ),
        migrations.AddConstraint(
            model_name='checkin',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['on_time', 'due', 'late', 'missed'])), name='protection_checkin_state'),
        ),
        migrations.AddConstraint(
            model_name='checkin',
            constraint=models.CheckConstraint(condition=models.Q(('every_hours__gt', 0), ('grace_minutes__gt', 0), ('missed_after_minutes__gt', 0)), name='protection_checkin_alarms'),
        ),
        migrations.AddConstraint(
            model_name='silence',
            constraint=models.CheckConstraint(condition=models.Q(('agreed', True)), name='protection_silence_agreed'),
        ),
        migrations.AddConstraint(
            model_name='silence',
            constraint=models.CheckConstraint(condition=models.Q(('until__gt', models.F('start')), ('until__lte', django.db.models.expressions.CombinedExpression(models.F('start'), '+', models.Value(datetime.timedelta(days=3))))), name='protection_silence_short'),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
