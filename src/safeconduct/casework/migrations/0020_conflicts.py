"""Whoever has a conflict of interest with a case is not the second person of an act on it."""

from django.db import migrations

JUDGED = (
    ("casework_proposal", "confirmed_by", "'case_id', 'confirmed_by'"),
    ("casework_attestation", "officer_id", "'case_id', 'officer_id'"),
    ("casework_vettingdecision", "decided_by", "'file_id', 'decided_by'"),
    (
        "support_payment",
        "drafted_by, approved_by",
        "'case_id', 'drafted_by', 'approved_by'",
    ),
)
MADE = """
CREATE TRIGGER no_conflict BEFORE INSERT OR UPDATE OF {column} ON {table}
    FOR EACH ROW EXECUTE FUNCTION accounts_no_conflict({arguments});
"""
LINKS = """
CREATE TRIGGER no_conflict_low BEFORE INSERT OR UPDATE OF confirmed_by, ended_by
    ON casework_link FOR EACH ROW
    EXECUTE FUNCTION accounts_no_conflict('low_id', 'confirmed_by', 'ended_by');
CREATE TRIGGER no_conflict_high BEFORE INSERT OR UPDATE OF confirmed_by, ended_by
    ON casework_link FOR EACH ROW
    EXECUTE FUNCTION accounts_no_conflict('high_id', 'confirmed_by', 'ended_by');
"""
NO_LINKS = """
DROP TRIGGER no_conflict_low ON casework_link;
DROP TRIGGER no_conflict_high ON casework_link;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0010_conflicts"),
        ("casework", "0019_retention_list"),
        ("support", "0003_lists"),
    ]
    operations = [
        *(
            migrations.RunSQL(
                MADE.format(table=table, column=column, arguments=arguments),
                f"DROP TRIGGER no_conflict ON {table};",
            )
            for table, column, arguments in JUDGED
        ),
        migrations.RunSQL(LINKS, NO_LINKS),
    ]
