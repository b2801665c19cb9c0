"""Texts of cases for interpreters: sealed, for some hours, opened by one."""

from datetime import timedelta

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

LANGUAGES = ["en", "ru", "uk"]
GRANTS = """
GRANT SELECT, INSERT ON casework_translation TO sc_office;
GRANT UPDATE (taken_by, taken_at, until, done_at, how, sealed_answer) ON casework_translation
    TO sc_office;
GRANT SELECT, INSERT, DELETE ON casework_translationkey TO sc_office;
-- The worker takes keys back whose hours are over; it opens none of them.
GRANT SELECT (id, translation_id, until), DELETE ON casework_translationkey TO sc_worker;

-- Nobody's hours grow, who took a text stays, and what is done stays as it was.
CREATE FUNCTION casework_translation_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.done_at IS NOT NULL OR NEW.until > OLD.until
        OR (OLD.taken_by IS NOT NULL AND NEW.taken_by IS DISTINCT FROM OLD.taken_by)
    THEN
        RAISE EXCEPTION 'a translation goes on, it does not go back'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER translation_goes_on BEFORE UPDATE ON casework_translation
    FOR EACH ROW EXECUTE FUNCTION casework_translation_goes_on();
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0013_own_data")]
    operations = [
        migrations.CreateModel(
            name="Translation",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("source", models.CharField(max_length=2)),
                ("target", models.CharField(max_length=2)),
                ("asked_by", models.UUIDField()),
                ("asked_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("taken_by", models.UUIDField(null=True)),
                ("taken_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("how", models.CharField(default="", max_length=8)),
                ("sealed_key", models.BinaryField()),
                ("sealed_text", models.BinaryField()),
                ("sealed_answer", models.BinaryField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="casework.case"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=Q(done_at__isnull=True),
                        fields=["until"],
                        name="casework_translation_open",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(source__in=LANGUAGES, target__in=LANGUAGES)
                        & ~Q(source=F("target")),
                        name="casework_translation_languages",
                    ),
                    models.CheckConstraint(
                        condition=Q(until__gte=F("asked_at"))
                        & Q(until__lte=F("asked_at") + timedelta(hours=10)),
                        name="casework_translation_ends",
                    ),
                    models.CheckConstraint(
                        condition=Q(taken_by__isnull=True, taken_at__isnull=True)
                        | (
                            Q(taken_by__isnull=False, taken_at__gte=F("asked_at"))
                            & ~Q(taken_by=F("asked_by"))
                        ),
                        name="casework_translation_two_people",
                    ),
                    models.CheckConstraint(
                        condition=Q(done_at__isnull=True, how="", sealed_answer__isnull=True)
                        | Q(
                            done_at__gte=F("taken_at"),
                            done_at__lte=F("until"),
                            taken_by__isnull=False,
                            how__in=["HUMAN", "MACHINE"],
                            sealed_answer__isnull=False,
                        ),
                        name="casework_translation_done",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TranslationKey",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("key_id", models.CharField(max_length=16)),
                ("until", models.DateTimeField()),
                ("sealed", models.BinaryField()),
                (
                    "translation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to="casework.translation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["translation", "key_id"], name="casework_translation_key_once"
                    )
                ]
            },
        ),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
