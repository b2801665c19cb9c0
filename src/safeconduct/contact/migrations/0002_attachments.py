"""Files that people send; each hangs on a letter of the same file."""

import django.db.models.deletion
from django.db import migrations, models

GRANTS = """
GRANT INSERT ON contact_attachment TO sc_public;
GRANT SELECT, UPDATE (state) ON contact_attachment TO sc_office;
GRANT SELECT (id) ON contact_attachment TO sc_worker;

-- Nobody hangs a file on the letter of somebody else.
ALTER TABLE contact_letter ADD CONSTRAINT contact_letter_of_file UNIQUE (id, file_id);
ALTER TABLE contact_attachment ADD CONSTRAINT contact_attachment_letter
    FOREIGN KEY (letter_id, file_id) REFERENCES contact_letter (id, file_id);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('contact', '0001_letters'),
    ]

    operations = [
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('file_id', models.UUIDField()),
                ('sealed_key', models.BinaryField()),
                ('sealed_body', models.BinaryField()),
                ('day', models.DateField()),
                ('state', models.CharField(default='new', max_length=8)),
                ('letter', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to='contact.letter')),
            ],
            options={
                'indexes': [models.Index(fields=['file_id', 'day'], name='contact_attachment_file')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['new', 'opened'])), name='contact_attachment_state')],
            },
        ),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
