"""Letters of one day keep the order in which they came, and nothing more of the time.

The number counts within one mailbox: it says nothing of when others wrote.
"""

from django.db import migrations, models

SQL = """
CREATE FUNCTION contact_letter_place() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    BEGIN
        SELECT least(coalesce(max(l.place), 0) + 1, 32767) INTO NEW.place
        FROM contact_letter l WHERE l.file_id = NEW.file_id;
        RETURN NEW;
    END $$;
CREATE TRIGGER contact_letter_place BEFORE INSERT ON contact_letter
    FOR EACH ROW EXECUTE FUNCTION contact_letter_place();
"""


class Migration(migrations.Migration):
    dependencies = [("contact", "0008_first_waits")]
    operations = [
        migrations.AddField("letter", "place", models.PositiveSmallIntegerField(default=0)),
        migrations.RemoveIndex("letter", "contact_letter_file"),
        migrations.AddIndex(
            "letter", models.Index(fields=["file_id", "place"], name="contact_letter_file")
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
