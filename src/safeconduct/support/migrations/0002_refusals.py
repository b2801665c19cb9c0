"""A refusal takes two people, and leaves its reason as a code of a closed list."""

import django.db.models.deletion
from django.db import migrations, models


SQL = """
GRANT SELECT, INSERT, UPDATE ON support_refusal TO sc_office;

-- A payment counts as refused only with its refusal, decided by a second person.
CREATE FUNCTION support_refusal_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM support_refusal r WHERE r.payment_id = NEW.id
                   AND r.state = 'decided' AND r.decided_at = NEW.changed_at)
    THEN
        RAISE EXCEPTION 'a payment is refused by two people'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER refusal_decided AFTER INSERT OR UPDATE ON support_payment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.state = 'refused') EXECUTE FUNCTION support_refusal_decided();

-- What falls back to nothing has no refusal waiting any more.
CREATE FUNCTION support_refusal_falls() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE support_refusal SET state = 'dropped'
        WHERE payment_id = NEW.id AND state = 'pending';
    RETURN NULL;
END $$;
CREATE TRIGGER refusal_falls AFTER UPDATE OF state ON support_payment FOR EACH ROW
    WHEN (NEW.state = 'none') EXECUTE FUNCTION support_refusal_falls();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('support', '0001_payments'),
    ]

    operations = [
        migrations.CreateModel(
            name='Refusal',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('because', models.CharField(max_length=12)),
                ('proposed_by', models.UUIDField()),
                ('proposed_at', models.DateTimeField()),
                ('state', models.CharField(default='pending', max_length=10)),
                ('decided_by', models.UUIDField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('payment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='support.payment')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('because__in', ['AMOUNT', 'CONDITIONS', 'ITEM', 'NEED', 'TWICE'])), name='support_refusal_because'), models.CheckConstraint(condition=models.Q(models.Q(('decided_by__isnull', True), ('state__in', ['pending', 'dropped'])), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('state', 'decided'), models.Q(('decided_by', models.F('proposed_by')), _negated=True)), _connector='OR'), name='support_refusal_two_people'), models.UniqueConstraint(condition=models.Q(('state', 'pending')), fields=('payment',), name='support_one_refusal')],
            },
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
