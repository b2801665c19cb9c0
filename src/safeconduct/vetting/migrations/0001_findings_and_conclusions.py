"""Findings and conclusions: two people, the person heard, nothing replaced."""

from django.db import migrations, models

SQL = """
GRANT SELECT, INSERT ON vetting_finding, vetting_conclusion, vetting_reopening TO sc_office;
GRANT UPDATE (answer, sealed_answer) ON vetting_finding TO sc_office;
GRANT UPDATE (state, decided_by, decided_at) ON vetting_conclusion TO sc_office;

-- A proposal begins as one, is decided once, and never over a point the person has not heard.
CREATE FUNCTION vetting_conclusion_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'pending' THEN
            RAISE EXCEPTION 'a conclusion begins as a proposal'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.state <> 'pending' THEN
        RAISE EXCEPTION 'this proposal was decided or taken back'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.state = 'decided' AND EXISTS (
        SELECT 1 FROM vetting_finding f WHERE f.file_id = NEW.file_id AND f.direction = 'asks'
            AND (f.answer = 'not_put'
                OR (NEW.result = 'adverse' AND f.answer = 'put_unanswerable')))
    THEN
        RAISE EXCEPTION 'the person was not heard on a point'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER rules BEFORE INSERT OR UPDATE ON vetting_conclusion
    FOR EACH ROW EXECUTE FUNCTION vetting_conclusion_rules();

-- What the person said stays.
CREATE FUNCTION vetting_answer_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.answer = 'answered' THEN
        RAISE EXCEPTION 'an answer of the person is never replaced'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER answer_stays BEFORE UPDATE ON vetting_finding
    FOR EACH ROW EXECUTE FUNCTION vetting_answer_stays();
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("casework", "0001_cases"),
    ]

    operations = [
        migrations.CreateModel(
            name='Conclusion',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('file_id', models.UUIDField()),
                ('result', models.CharField(max_length=8)),
                ('state', models.CharField(default='pending', max_length=8)),
                ('proposed_by', models.UUIDField()),
                ('proposed_at', models.DateTimeField()),
                ('decided_by', models.UUIDField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('sealed_words', models.BinaryField()),
            ],
            options={
                'indexes': [models.Index(fields=['file_id', 'proposed_at'], name='vetting_conclusion_file')],
                'constraints': [models.CheckConstraint(condition=models.Q(('result__in', ['clear', 'limited', 'adverse'])), name='vetting_conclusion_result'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('state__in', ['pending', 'dropped'])), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('state', 'decided'), models.Q(('decided_by', models.F('proposed_by')), _negated=True)), _connector='OR'), name='vetting_conclusion_two_people'), models.UniqueConstraint(condition=models.Q(('state', 'pending')), fields=('file_id',), name='vetting_one_proposal')],
            },
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('file_id', models.UUIDField()),
                ('indicator', models.CharField(max_length=40)),
                ('direction', models.CharField(max_length=8)),
                ('source', models.CharField(max_length=1)),
                ('grade', models.CharField(max_length=1)),
                ('origin', models.UUIDField()),
                ('day', models.DateField()),
                ('officer_id', models.UUIDField()),
                ('at', models.DateTimeField()),
                ('answer', models.CharField(max_length=16)),
                ('sealed_note', models.BinaryField()),
                ('sealed_answer', models.BinaryField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['file_id', 'at'], name='vetting_finding_file')],
                'constraints': [models.CheckConstraint(condition=models.Q(('answer__in', ['not_needed', 'not_put', 'put_unanswerable', 'answered']), ('direction__in', ['supports', 'neutral', 'asks']), ('grade__in', ['1', '2', '3', '4', '5', '6']), ('source__in', ['a', 'b', 'c', 'd', 'e', 'f'])), name='vetting_finding_codes'), models.CheckConstraint(condition=models.Q(('answer', 'not_needed'), ('direction', 'asks'), _negated=True), name='vetting_finding_must_be_put'), models.CheckConstraint(condition=models.Q(models.Q(('answer', 'answered'), ('sealed_answer__isnull', False)), models.Q(models.Q(('answer', 'answered'), _negated=True), ('sealed_answer__isnull', True)), _connector='OR'), name='vetting_finding_answer')],
            },
        ),
        migrations.CreateModel(
            name='Reopening',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('file_id', models.UUIDField()),
                ('officer_id', models.UUIDField()),
                ('at', models.DateTimeField()),
                ('sealed_reason', models.BinaryField(null=True)),
                ('again', models.CharField(default='', max_length=12)),
            ],
            options={
                'indexes': [models.Index(fields=['file_id', 'at'], name='vetting_reopening_file')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('again', ''), ('sealed_reason__isnull', False)), models.Q(('again__in', ['COMPLAINT', 'DANGER', 'FACTS']), ('sealed_reason__isnull', True)), _connector='OR'), name='vetting_reopening_reason')],
            },
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
