"""Statements, parts, sheets, exhibits, custody, packages; nothing said is ever rewritten."""

import django.db.models.deletion
from django.db import migrations, models

SQL = """
GRANT SELECT, INSERT ON testimony_statement, testimony_part, testimony_sheet,
    testimony_exhibit, testimony_custodyline, testimony_package TO sc_office;
GRANT UPDATE (accepted, accepted_at) ON testimony_custodyline TO sc_office;
GRANT UPDATE (state, approved_by, approved_key, sealed_zip, sha256, made_at)
    ON testimony_package TO sc_office;

-- What was said and what was given stays as it was; corrections are new rows.
CREATE FUNCTION testimony_stays_as_it_was() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'testimony is never changed, only corrected by a later part'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON testimony_statement
    FOR EACH ROW EXECUTE FUNCTION testimony_stays_as_it_was();
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON testimony_part
    FOR EACH ROW EXECUTE FUNCTION testimony_stays_as_it_was();
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON testimony_sheet
    FOR EACH ROW EXECUTE FUNCTION testimony_stays_as_it_was();
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON testimony_exhibit
    FOR EACH ROW EXECUTE FUNCTION testimony_stays_as_it_was();
CREATE TRIGGER stays BEFORE DELETE ON testimony_custodyline
    FOR EACH ROW EXECUTE FUNCTION testimony_stays_as_it_was();
CREATE TRIGGER stays BEFORE DELETE ON testimony_package
    FOR EACH ROW EXECUTE FUNCTION testimony_stays_as_it_was();

-- No tasking before safety: words may be asked for only once two people attested arrival.
CREATE FUNCTION testimony_asks_after_arrival() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.asked AND NOT EXISTS (
        SELECT 1 FROM casework_arrival a WHERE a.case_id = NEW.case_id)
    THEN
        RAISE EXCEPTION 'before two attestations nothing is asked, only received'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER after_arrival BEFORE INSERT ON testimony_statement
    FOR EACH ROW EXECUTE FUNCTION testimony_asks_after_arrival();

-- An exhibit belongs to the case of the statement it was given with.
CREATE FUNCTION testimony_exhibit_of_its_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.statement_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM testimony_statement s
            WHERE s.id = NEW.statement_id AND s.case_id = NEW.case_id)
    THEN
        RAISE EXCEPTION 'the statement belongs to another case'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER own_statement BEFORE INSERT ON testimony_exhibit
    FOR EACH ROW EXECUTE FUNCTION testimony_exhibit_of_its_case();

-- An offer is accepted once, and nothing else of a custody line ever changes.
CREATE FUNCTION testimony_custody_only_accepts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.accepted OR NOT NEW.accepted
        OR (NEW.id, NEW.exhibit_id, NEW.number, NEW.event, NEW.by_key, NEW.to_key, NEW.at)
        IS DISTINCT FROM
           (OLD.id, OLD.exhibit_id, OLD.number, OLD.event, OLD.by_key, OLD.to_key, OLD.at)
    THEN
        RAISE EXCEPTION 'a custody line changes only by its one acceptance'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER only_accepts BEFORE UPDATE ON testimony_custodyline
    FOR EACH ROW EXECUTE FUNCTION testimony_custody_only_accepts();
CREATE FUNCTION testimony_custody_begins_unaccepted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.accepted THEN
        RAISE EXCEPTION 'a hand-over waits for its receiver'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER begins_unaccepted BEFORE INSERT ON testimony_custodyline
    FOR EACH ROW EXECUTE FUNCTION testimony_custody_begins_unaccepted();

-- A package goes proposed, approved, made; what was asked for stays; the person's newest word
-- must be yes at each step (classes that need no consent: the person, and defence counsel).
CREATE FUNCTION testimony_package_moves_on() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wanted text; said boolean;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'proposed' THEN
            RAISE EXCEPTION 'a package begins as a proposal'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    ELSIF (OLD.state, NEW.state) NOT IN (('proposed', 'approved'), ('approved', 'made'))
        OR (OLD.state = 'approved' AND (NEW.approved_by, NEW.approved_key)
            IS DISTINCT FROM (OLD.approved_by, OLD.approved_key))
        OR (NEW.id, NEW.case_id, NEW.ref, NEW.recipient_class, NEW.sealed_request,
            NEW.proposed_by, NEW.proposed_key, NEW.proposed_at)
        IS DISTINCT FROM
           (OLD.id, OLD.case_id, OLD.ref, OLD.recipient_class, OLD.sealed_request,
            OLD.proposed_by, OLD.proposed_key, OLD.proposed_at)
    THEN
        RAISE EXCEPTION 'a package moves one step at a time and is never rewritten'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    wanted := CASE NEW.recipient_class
        WHEN 'court' THEN 'disclosure_court'
        WHEN 'international_mechanism' THEN 'disclosure_mechanism'
        WHEN 'national_prosecutor' THEN 'disclosure_prosecutor' END;
    IF wanted IS NOT NULL THEN
        SELECT c.given INTO said FROM casework_consent c
            WHERE c.case_id = NEW.case_id AND c.purpose = wanted
            ORDER BY c.at DESC, c.given LIMIT 1;
        IF said IS NOT TRUE THEN
            RAISE EXCEPTION 'the person has not agreed to recipients of this class'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER moves_on BEFORE INSERT OR UPDATE ON testimony_package
    FOR EACH ROW EXECUTE FUNCTION testimony_package_moves_on();
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('casework', '0001_cases'),
    ]

    operations = [
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('language', models.CharField(max_length=3)),
                ('asked', models.BooleanField()),
                ('sealed_taking', models.BinaryField()),
                ('officer_id', models.UUIDField()),
                ('started_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='casework.case')),
            ],
        ),
        migrations.CreateModel(
            name='Sheet',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('sealed_answers', models.BinaryField()),
                ('officer_id', models.UUIDField()),
                ('at', models.DateTimeField()),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='testimony.statement')),
            ],
        ),
        migrations.CreateModel(
            name='Part',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('corrects', models.PositiveSmallIntegerField(null=True)),
                ('sealed_text', models.BinaryField()),
                ('sealed_salt', models.BinaryField()),
                ('commitment', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='testimony.statement')),
            ],
        ),
        migrations.CreateModel(
            name='Exhibit',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('media', models.CharField(max_length=8)),
                ('sealed_content', models.BinaryField()),
                ('sealed_salt', models.BinaryField()),
                ('commitment', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='casework.case')),
                ('statement', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='testimony.statement')),
            ],
        ),
        migrations.CreateModel(
            name='CustodyLine',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('event', models.CharField(max_length=10)),
                ('by_key', models.CharField(max_length=16)),
                ('to_key', models.CharField(default='', max_length=16)),
                ('at', models.DateTimeField()),
                ('accepted', models.BooleanField(default=False)),
                ('accepted_at', models.DateTimeField(null=True)),
                ('exhibit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='testimony.exhibit')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('exhibit', 'number'), name='testimony_custody_number'), models.CheckConstraint(condition=models.Q(models.Q(('accepted', False), ('event', 'received'), ('to_key', '')), models.Q(('event', 'offered'), models.Q(('to_key', ''), _negated=True), models.Q(('to_key', models.F('by_key')), _negated=True)), _connector='OR'), name='testimony_custody_other_officer'), models.CheckConstraint(condition=models.Q(models.Q(('accepted', True), ('accepted_at__isnull', False)), models.Q(('accepted', False), ('accepted_at__isnull', True)), _connector='OR'), name='testimony_custody_acceptance')],
            },
        ),
        migrations.CreateModel(
            name='Package',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('ref', models.CharField(max_length=12, unique=True)),
                ('recipient_class', models.CharField(max_length=24)),
                ('state', models.CharField(default='proposed', max_length=8)),
                ('sealed_request', models.BinaryField()),
                ('proposed_by', models.UUIDField()),
                ('proposed_key', models.CharField(max_length=16)),
                ('proposed_at', models.DateTimeField()),
                ('approved_by', models.UUIDField(null=True)),
                ('approved_key', models.CharField(default='', max_length=16)),
                ('sealed_zip', models.BinaryField(null=True)),
                ('sha256', models.CharField(default='', max_length=64)),
                ('made_at', models.DateTimeField(null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='casework.case')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('recipient_class__in', ['court', 'defence_counsel', 'international_mechanism', 'national_prosecutor', 'the_person'])), name='testimony_recipient_wall'), models.CheckConstraint(condition=models.Q(('state__in', ['proposed', 'approved', 'made'])), name='testimony_package_state'), models.CheckConstraint(condition=models.Q(models.Q(('approved_by__isnull', True), ('approved_key', '')), models.Q(models.Q(('approved_by', models.F('proposed_by')), _negated=True), models.Q(('approved_key', models.F('proposed_key')), _negated=True)), _connector='OR'), name='testimony_package_two_people'), models.CheckConstraint(condition=models.Q(models.Q(('approved_by__isnull', True), ('state', 'proposed')), models.Q(('approved_by__isnull', False), ('state__in', ['approved', 'made']), models.Q(('approved_key', ''), _negated=True)), _connector='OR'), name='testimony_package_approved'), models.CheckConstraint(condition=models.Q(models.Q(('made_at__isnull', False), ('sealed_zip__isnull', False), ('sha256__regex', '^[0-9a-f]{64}$'), ('state', 'made')), models.Q(models.Q(('state', 'made'), _negated=True), ('made_at__isnull', True), ('sealed_zip__isnull', True), ('sha256', '')), _connector='OR'), name='testimony_package_made')],
            },
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.UniqueConstraint(fields=('case', 'number'), name='testimony_statement_number'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(('language__regex', '^[a-z]{2,3}$')), name='testimony_language'),
        ),
        migrations.AddConstraint(
            model_name='sheet',
            constraint=models.UniqueConstraint(fields=('statement', 'number'), name='testimony_sheet_number'),
        ),
        migrations.AddConstraint(
            model_name='part',
            constraint=models.UniqueConstraint(fields=('statement', 'number'), name='testimony_part_number'),
        ),
        migrations.AddConstraint(
            model_name='part',
            constraint=models.CheckConstraint(condition=models.Q(('commitment__regex', '^[0-9a-f]{64}$')), name='testimony_part_commitment'),
        ),
        migrations.AddConstraint(
            model_name='part',
            constraint=models.CheckConstraint(condition=models.Q(('corrects__isnull', True), models.Q(('corrects__gte', 1), ('corrects__lt', models.F('number'))), _connector='OR'), name='testimony_part_corrects_earlier'),
        ),
        migrations.AddConstraint(
            model_name='exhibit',
            constraint=models.UniqueConstraint(fields=('case', 'number'), name='testimony_exhibit_number'),
        ),
        migrations.AddConstraint(
            model_name='exhibit',
            constraint=models.CheckConstraint(condition=models.Q(('media__in', ['jpeg', 'png', 'pdf', 'mp4', 'ogg', 'wav'])), name='testimony_media'),
        ),
        migrations.AddConstraint(
            model_name='exhibit',
            constraint=models.CheckConstraint(condition=models.Q(('commitment__regex', '^[0-9a-f]{64}$')), name='testimony_exhibit_commitment'),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
