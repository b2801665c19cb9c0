"""Legal hold, erasure by two with a waiting time, unsealing with a need and hours."""

import datetime
import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models


SQL = """
GRANT SELECT, INSERT ON casework_erasure TO sc_office;
GRANT UPDATE (stopped_at) ON casework_erasure TO sc_office;
GRANT SELECT ON casework_erasure TO sc_worker;
GRANT UPDATE (done_at) ON casework_erasure TO sc_worker;
GRANT UPDATE (erasing, moved_at, version) ON casework_case TO sc_worker;

-- A case is erased only when two people agreed, nobody stopped it and the time is over.
CREATE FUNCTION casework_erased_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.erasing = 'done' AND NEW.erasing <> 'done' THEN
        RAISE EXCEPTION 'what was erased stays erased'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.erasing = 'done' AND OLD.erasing <> 'done' AND NOT EXISTS (
        SELECT 1 FROM casework_erasure e WHERE e.case_id = NEW.file_id
            AND e.stopped_at IS NULL AND e.done_at >= e.due_at)
    THEN
        RAISE EXCEPTION 'a case is erased by two people, after the waiting time'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER erased_in_time BEFORE UPDATE OF erasing ON casework_case
    FOR EACH ROW EXECUTE FUNCTION casework_erased_in_time();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0001_cases'),
    ]

    operations = [
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('proposed_by', models.UUIDField()),
                ('witnessed_by', models.UUIDField()),
                ('agreed_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('stopped_at', models.DateTimeField(null=True)),
                ('done_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='task',
            name='casework_task_once',
        ),
        migrations.AddField(
            model_name='case',
            name='erasing',
            field=models.CharField(default='none', max_length=8),
        ),
        migrations.AddField(
            model_name='case',
            name='held',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='proposal',
            name='hours',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='proposal',
            name='need',
            field=models.CharField(default='', max_length=12),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('erasing', 'none'), models.Q(('erasing__in', ['waiting', 'done']), ('held', False), ('stage__in', ['settled', 'withdrawn', 'referred', 'merged', 'deceased'])), _connector='OR'), name='casework_erasing_closed_and_free'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('act', 'unseal_identity'), ('need__in', ['COURT_ORDER', 'FAMILY', 'MEDICAL', 'PAYEE', 'THREAT', 'TRAVEL']), ('hours__range', (1, 10))), models.Q(models.Q(('act', 'unseal_identity'), _negated=True), ('hours', 0), ('need', '')), _connector='OR'), name='casework_proposal_need'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.UniqueConstraint(condition=models.Q(('done_at__isnull', True)), fields=('case', 'code'), name='casework_task_once'),
        ),
        migrations.AddField(
            model_name='erasure',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='casework.case'),
        ),
        migrations.AddConstraint(
            model_name='erasure',
            constraint=models.CheckConstraint(condition=models.Q(('witnessed_by', models.F('proposed_by')), _negated=True), name='casework_erasure_two_people'),
        ),
        migrations.AddConstraint(
            model_name='erasure',
            constraint=models.CheckConstraint(condition=models.Q(('due_at__gte', django.db.models.expressions.CombinedExpression(models.F('agreed_at'), '+', models.Value(datetime.timedelta(days=7))))), name='casework_erasure_waits'),
        ),
        migrations.AddConstraint(
            model_name='erasure',
            constraint=models.CheckConstraint(condition=models.Q(('done_at__isnull', True), models.Q(('done_at__gte', models.F('due_at')), ('stopped_at__isnull', True)), _connector='OR'), name='casework_erasure_one_end'),
        ),
        migrations.AddConstraint(
            model_name='erasure',
            constraint=models.UniqueConstraint(condition=models.Q(('stopped_at__isnull', True)), fields=('case',), name='casework_one_erasure'),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
