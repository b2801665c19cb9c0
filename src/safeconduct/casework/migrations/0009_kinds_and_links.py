"""Kinds, what a person was told, links between cases, splits; who fulfilled a condition."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

SQL = """
UPDATE casework_case SET lost_at = moved_at WHERE lost;
ALTER TABLE casework_proposal ALTER COLUMN kind SET DEFAULT '';
ALTER TABLE casework_proposal ALTER COLUMN people SET DEFAULT '{}';
GRANT SELECT, INSERT ON casework_told TO sc_office;
GRANT SELECT, INSERT, UPDATE ON casework_link TO sc_office;
GRANT UPDATE (moved_to) ON casework_person TO sc_office;

-- No offer before the rights sheet was given in the person's language; nothing with a companion
-- before they were told what happened. The version in force is the rule's business.
CREATE FUNCTION casework_told_before() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM casework_told t WHERE t.case_id = NEW.file_id
        AND t.language = NEW.language
        AND t.what = CASE NEW.stage WHEN 'offer' THEN 'rights' ELSE 'companion' END)
    THEN
        RAISE EXCEPTION 'the person was not told first'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER rights_before_offer BEFORE UPDATE OF stage ON casework_case
    FOR EACH ROW WHEN (NEW.stage = 'offer' AND OLD.stage = 'triage')
    EXECUTE FUNCTION casework_told_before();
CREATE TRIGGER companion_told_first BEFORE UPDATE OF stage ON casework_case
    FOR EACH ROW WHEN (NEW.stage = 'triage' AND OLD.stage = 'contact' AND NEW.kind = 'companion')
    EXECUTE FUNCTION casework_told_before();
"""
BACK = """
DROP TRIGGER rights_before_offer ON casework_case;
DROP TRIGGER companion_told_first ON casework_case;
DROP FUNCTION casework_told_before();
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0008_work_rules")]

    operations = [
        migrations.CreateModel(
            name="Link",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=24)),
                ("proposed_by", models.UUIDField()),
                ("proposed_at", models.DateTimeField()),
                ("confirmed_by", models.UUIDField(null=True)),
                ("end_proposed_by", models.UUIDField(null=True)),
                ("end_proposed_at", models.DateTimeField(null=True)),
                ("ended_by", models.UUIDField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Told",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("what", models.CharField(max_length=12)),
                ("version", models.CharField(max_length=10)),
                ("language", models.CharField(max_length=2)),
                ("way", models.CharField(max_length=8)),
                ("mark", models.CharField(max_length=8, unique=True)),
                ("told_by", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("sealed", models.BinaryField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="case",
            name="casework_kind",
        ),
        migrations.AddField(
            model_name="case",
            name="lost_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="condition",
            name="fulfilled_by",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="person",
            name="moved_to",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="proposal",
            name="kind",
            field=models.CharField(default="", max_length=16),
        ),
        migrations.AddField(
            model_name="proposal",
            name="people",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), default=list, size=None
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "person",
                            "group",
                            "relative",
                            "third country",
                            "walk-in",
                            "companion",
                        ],
                    )
                ),
                name="casework_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="condition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("fulfilled_by__isnull", True),
                    ("fulfilled_at__isnull", False),
                    _connector="OR",
                ),
                name="casework_condition_fulfilled",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("act__in", ["change_kind", "split"]),
                        (
                            "kind__in",
                            [
                                "person",
                                "group",
                                "relative",
                                "third country",
                                "walk-in",
                                "companion",
                            ],
                        ),
                    ),
                    models.Q(
                        models.Q(("act__in", ["change_kind", "split"]), _negated=True),
                        ("kind", ""),
                    ),
                    _connector="OR",
                ),
                name="casework_proposal_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("act", "split"), models.Q(("people", []), _negated=True)),
                    models.Q(models.Q(("act", "split"), _negated=True), ("people", [])),
                    _connector="OR",
                ),
                name="casework_proposal_people",
            ),
        ),
        migrations.AddField(
            model_name="link",
            name="high",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="casework.case",
            ),
        ),
        migrations.AddField(
            model_name="link",
            name="low",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="casework.case",
            ),
        ),
        migrations.AddField(
            model_name="told",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="casework.case"
            ),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "family",
                            "same group",
                            "same event",
                            "companion",
                            "parted from one file",
                        ],
                    )
                ),
                name="casework_link_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.CheckConstraint(
                condition=models.Q(("low__lt", models.F("high"))),
                name="casework_link_of_two_cases",
            ),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by__isnull", True),
                    models.Q(("confirmed_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="casework_link_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                    models.Q(("confirmed_by__isnull", True), ("ended_at__isnull", False)),
                    models.Q(
                        ("ended_at__isnull", False),
                        ("ended_by__isnull", False),
                        ("end_proposed_by__isnull", False),
                        models.Q(("ended_by", models.F("end_proposed_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="casework_link_ended_by_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("low", "high", "kind"),
                name="casework_link_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="told",
            constraint=models.CheckConstraint(
                condition=models.Q(("way__in", ["mailbox", "paper", "spoken"])),
                name="casework_told_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="told",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sealed__isnull", False), ("version", "")),
                    models.Q(
                        models.Q(("version", ""), _negated=True), ("sealed__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="casework_told_sheet_or_words",
            ),
        ),
        migrations.RunSQL(SQL, BACK),
    ]
