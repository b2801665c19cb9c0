"""The same refusal where the row that names the judge reaches the file through another table.

Rescue is let through: whoever is there confirms an urgent passage.
"""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION accounts_no_conflict_through() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    fresh jsonb := to_jsonb(NEW);
    file uuid;
    who text;
BEGIN
    FOR n IN 3 .. TG_NARGS - 1 LOOP
        who := fresh ->> TG_ARGV[n];
        CONTINUE WHEN who IS NULL;
        IF TG_OP = 'UPDATE' AND who IS NOT DISTINCT FROM to_jsonb(OLD) ->> TG_ARGV[n] THEN
            CONTINUE;
        END IF;
        EXECUTE format('SELECT %I FROM %I WHERE id = $1', TG_ARGV[2], TG_ARGV[1])
            INTO file USING (fresh ->> TG_ARGV[0])::uuid;
        IF EXISTS (SELECT FROM accounts_conflict c WHERE c.officer_id = who::uuid
            AND c.file_id = file AND c.withdrawn_by IS NULL)
        THEN
            RAISE EXCEPTION 'this officer has a conflict of interest with the case'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;
"""
BESIDE = (
    ("status_place", "file_id", "decided_by"),
    ("status_filereading", "file_id", "closed_by"),
    ("testimony_package", "case_id", "approved_by"),
)
# Table, its column that leads on, the table it leads to, the file there, who judges.
THROUGH = (
    ("passage_costrow", "crossing_id", "passage_crossingrow", "case_id", "agreed_by"),
    ("support_release", "payment_id", "support_payment", "case_id", "released_by"),
    ("support_refusal", "payment_id", "support_payment", "case_id", "proposed_by"),
    ("support_refusal", "payment_id", "support_payment", "case_id", "decided_by"),
    ("support_handover", "claim_id", "materiel_claim", "case_id", "first_by"),
    ("support_handover", "claim_id", "materiel_claim", "case_id", "second_by"),
    ("materiel_move", "claim_id", "materiel_claim", "case_id", "second_by"),
    ("materiel_alert", "low_id", "materiel_claim", "case_id", "confirmed_by"),
    ("materiel_alert", "high_id", "materiel_claim", "case_id", "confirmed_by"),
    ("protection_levelchange", "plan_id", "protection_plan", "file_id", "confirmed_by"),
)
# A conflict shuts judgement; nobody is left where they are for want of a second officer.
PROPOSALS = """
DROP TRIGGER no_conflict ON casework_proposal;
CREATE TRIGGER no_conflict BEFORE INSERT OR UPDATE OF confirmed_by ON casework_proposal
    FOR EACH ROW{when} EXECUTE FUNCTION accounts_no_conflict('case_id', 'confirmed_by');
"""
RESCUE = " WHEN (NEW.act <> 'urgent_passage')"


def made(table: str, name: str, who: str, function: str, *arguments: str) -> migrations.RunSQL:
    """The trigger of one judge's column, and how it is taken away."""
    given = ", ".join(f"'{one}'" for one in arguments)
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} BEFORE INSERT OR UPDATE OF {who} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {function}({given});",
        f"DROP TRIGGER {name} ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0020_conflicts"),
        ("materiel", "0002_lists"),
        ("passage", "0002_lists"),
        ("protection", "0002_lists"),
        ("status", "0001_status"),
        ("support", "0003_lists"),
        ("testimony", "0001_statements"),
    ]
    operations = [
        migrations.RunSQL(PROPOSALS.format(when=RESCUE), PROPOSALS.format(when="")),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION accounts_no_conflict_through();"),
        *(
            made(table, f"no_conflict_{who}", who, "accounts_no_conflict", file, who)
            for table, file, who in BESIDE
        ),
        *(
            made(
                table, f"no_conflict_{way}_{who}", who, "accounts_no_conflict_through",
                way, parent, file, who,
            )
            for table, way, parent, file, who in THROUGH
        ),
    ]  # fmt: skip
