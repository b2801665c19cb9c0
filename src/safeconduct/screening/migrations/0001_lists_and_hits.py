"""Public lists, questions to the matcher, sealed hits; an answer is written once."""

import django.db.models.deletion
from django.db import migrations, models

SQL = """
GRANT SELECT, INSERT ON screening_namelist, screening_listrow, screening_query, screening_review
    TO sc_office;
GRANT UPDATE (current, imported_at) ON screening_namelist TO sc_office;
GRANT SELECT ON screening_hit TO sc_office;
GRANT SELECT ON screening_namelist, screening_listrow, screening_query TO sc_worker;
GRANT UPDATE (state, answered_at, locked_at, sealed_answer) ON screening_query TO sc_worker;
GRANT INSERT ON screening_hit TO sc_worker;

-- A question is about a person of its own file.
CREATE FUNCTION screening_person_is_of_the_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM casework_person p
            WHERE p.id = NEW.person_id AND p.case_id = NEW.file_id)
    THEN
        RAISE EXCEPTION 'the person asked about belongs to another file'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER own_person BEFORE INSERT ON screening_query
    FOR EACH ROW EXECUTE FUNCTION screening_person_is_of_the_file();

-- Hits belong to an answer being written, and to its file; afterwards nothing is added.
CREATE FUNCTION screening_hit_while_waiting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM screening_query q WHERE q.id = NEW.query_id
            AND q.file_id = NEW.file_id AND q.state = 'waiting')
    THEN
        RAISE EXCEPTION 'this question was answered already, or is of another file'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER while_waiting BEFORE INSERT ON screening_hit
    FOR EACH ROW EXECUTE FUNCTION screening_hit_while_waiting();

-- An answer is final: a question asked again is a new row.
CREATE FUNCTION screening_answer_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'done' THEN
        RAISE EXCEPTION 'an answer is final' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER final BEFORE UPDATE ON screening_query
    FOR EACH ROW EXECUTE FUNCTION screening_answer_is_final();
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('casework', '0001_cases'),
    ]

    operations = [
        migrations.CreateModel(
            name='NameList',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=80)),
                ('version', models.CharField(max_length=16)),
                ('imported_at', models.DateTimeField()),
                ('imported_by', models.UUIDField()),
                ('entries', models.PositiveIntegerField()),
                ('problems', models.PositiveIntegerField()),
                ('problem_lines', models.TextField()),
                ('current', models.BooleanField(default=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('title', 'version'), name='screening_list_once'), models.UniqueConstraint(condition=models.Q(('current', True)), fields=('title',), name='screening_list_one_current'), models.CheckConstraint(condition=models.Q(('entries__gt', 0)), name='screening_list_has_entries')],
            },
        ),
        migrations.CreateModel(
            name='Query',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('file_id', models.UUIDField()),
                ('asked_by', models.UUIDField()),
                ('asked_at', models.DateTimeField()),
                ('state', models.CharField(default='waiting', max_length=8)),
                ('answered_at', models.DateTimeField(null=True)),
                ('locked_at', models.DateTimeField(null=True)),
                ('sealed_answer', models.BinaryField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='casework.person')),
            ],
        ),
        migrations.CreateModel(
            name='Hit',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('file_id', models.UUIDField()),
                ('ordinal', models.PositiveSmallIntegerField()),
                ('sealed', models.BinaryField()),
                ('query', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='screening.query')),
            ],
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('ordinal', models.PositiveSmallIntegerField()),
                ('officer_id', models.UUIDField()),
                ('at', models.DateTimeField()),
                ('sealed', models.BinaryField()),
                ('hit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='screening.hit')),
            ],
        ),
        migrations.CreateModel(
            name='ListRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('entry', models.TextField()),
                ('name_list', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='screening.namelist')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('name_list', 'number'), name='screening_row_once')],
            },
        ),
        migrations.AddIndex(
            model_name='query',
            index=models.Index(fields=['file_id', '-asked_at'], name='screening_query_file'),
        ),
        migrations.AddIndex(
            model_name='query',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['asked_at'], name='screening_query_waiting'),
        ),
        migrations.AddConstraint(
            model_name='query',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('sealed_answer__isnull', True), ('state', 'waiting')), models.Q(('answered_at__isnull', False), ('sealed_answer__isnull', False), ('state', 'done')), _connector='OR'), name='screening_query_answered'),
        ),
        migrations.AddConstraint(
            model_name='query',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('person',), name='screening_query_one_waiting'),
        ),
        migrations.AddIndex(
            model_name='hit',
            index=models.Index(fields=['file_id'], name='screening_hit_file'),
        ),
        migrations.AddConstraint(
            model_name='hit',
            constraint=models.UniqueConstraint(fields=('query', 'ordinal'), name='screening_hit_once'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.UniqueConstraint(fields=('hit', 'ordinal'), name='screening_review_once'),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
