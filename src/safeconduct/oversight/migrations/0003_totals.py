"""What the programme did, kept as counts by triggers: arrivals, equipment, money paid."""

from typing import Any

from django.db import migrations, models

WORDS = """
-- An item that came into custody; claimed, withdrawn and rejected ones did not.
CREATE FUNCTION oversight_came(state text, seized boolean) RETURNS boolean LANGUAGE sql IMMUTABLE
    AS $$ SELECT NOT seized AND state NOT IN ('claimed', 'rejected', 'withdrawn') $$;

-- Of two claims for one item, decided by two people, the other one counts.
CREATE FUNCTION oversight_is_twin(claim uuid, but_for uuid) RETURNS boolean LANGUAGE sql STABLE
    AS $$ SELECT EXISTS (
        SELECT 1 FROM materiel_alert WHERE claim IN (low_id, high_id) AND kept_id <> claim
        AND confirmed_by IS NOT NULL AND id IS DISTINCT FROM but_for) $$;

CREATE VIEW oversight_totals_now AS
SELECT 'arrived' AS what, '' AS kind, sum(least(f.head_count, s.head_count))::bigint AS n
FROM casework_arrival a JOIN casework_attestation f ON f.id = a.first_id
    JOIN casework_attestation s ON s.id = a.second_id HAVING count(*) > 0
UNION ALL
SELECT 'came', c.type_code, count(*) FROM materiel_claim c
WHERE oversight_came(c.state, c.seized) AND NOT EXISTS (
    SELECT 1 FROM materiel_alert WHERE low_id = c.id AND kept_id <> c.id
    AND confirmed_by IS NOT NULL) AND NOT EXISTS (
    SELECT 1 FROM materiel_alert WHERE high_id = c.id AND kept_id <> c.id
    AND confirmed_by IS NOT NULL)
GROUP BY 2
UNION ALL
SELECT 'paid', currency, sum(amount_minor)::bigint FROM support_payment
WHERE state = 'paid' GROUP BY 2;
"""

KEEPING = """
CREATE FUNCTION oversight_keep_arrival() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    BEGIN
        IF TG_OP IN ('DELETE', 'UPDATE') THEN
            INSERT INTO oversight_totalcount (what, kind, change)
            SELECT 'arrived', '', -min(head_count) FROM casework_attestation
            WHERE id IN (OLD.first_id, OLD.second_id);
        END IF;
        IF TG_OP IN ('INSERT', 'UPDATE') THEN
            INSERT INTO oversight_totalcount (what, kind, change)
            SELECT 'arrived', '', min(head_count) FROM casework_attestation
            WHERE id IN (NEW.first_id, NEW.second_id);
        END IF;
        RETURN NULL;
    END $$;
CREATE TRIGGER oversight_arrived AFTER INSERT OR DELETE OR UPDATE OF first_id, second_id
    ON casework_arrival FOR EACH ROW EXECUTE FUNCTION oversight_keep_arrival();

CREATE FUNCTION oversight_keep_claim() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    BEGIN
        IF TG_OP IN ('DELETE', 'UPDATE') AND oversight_came(OLD.state, OLD.seized)
            AND NOT oversight_is_twin(OLD.id, NULL) THEN
            INSERT INTO oversight_totalcount (what, kind, change)
            VALUES ('came', OLD.type_code, -1);
        END IF;
        IF TG_OP IN ('INSERT', 'UPDATE') AND oversight_came(NEW.state, NEW.seized)
            AND NOT oversight_is_twin(NEW.id, NULL) THEN
            INSERT INTO oversight_totalcount (what, kind, change)
            VALUES ('came', NEW.type_code, 1);
        END IF;
        RETURN NULL;
    END $$;
CREATE TRIGGER oversight_claim_made AFTER INSERT OR DELETE ON materiel_claim
    FOR EACH ROW EXECUTE FUNCTION oversight_keep_claim();
CREATE TRIGGER oversight_claim_moved AFTER UPDATE ON materiel_claim
    FOR EACH ROW WHEN ((OLD.state, OLD.type_code, OLD.seized)
        IS DISTINCT FROM (NEW.state, NEW.type_code, NEW.seized))
    EXECUTE FUNCTION oversight_keep_claim();

-- The rows of both claims are locked: neither moves between being looked at and being counted.
CREATE FUNCTION oversight_keep_alert() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    DECLARE
        alert materiel_alert := coalesce(NEW, OLD);
        one materiel_claim; was boolean; is_now boolean;
    BEGIN
        FOR one IN SELECT * FROM materiel_claim WHERE id IN (alert.low_id, alert.high_id)
            ORDER BY id FOR NO KEY UPDATE
        LOOP
            was := TG_OP <> 'INSERT' AND OLD.confirmed_by IS NOT NULL
                AND coalesce(OLD.kept_id <> one.id, false);
            is_now := TG_OP <> 'DELETE' AND NEW.confirmed_by IS NOT NULL
                AND coalesce(NEW.kept_id <> one.id, false);
            IF was <> is_now AND oversight_came(one.state, one.seized)
                AND NOT oversight_is_twin(one.id, alert.id) THEN
                INSERT INTO oversight_totalcount (what, kind, change)
                VALUES ('came', one.type_code, CASE WHEN is_now THEN -1 ELSE 1 END);
            END IF;
        END LOOP;
        RETURN NULL;
    END $$;
CREATE TRIGGER oversight_alert_made AFTER INSERT OR DELETE ON materiel_alert
    FOR EACH ROW EXECUTE FUNCTION oversight_keep_alert();
CREATE TRIGGER oversight_alert_decided AFTER UPDATE ON materiel_alert
    FOR EACH ROW WHEN ((OLD.confirmed_by, OLD.kept_id)
        IS DISTINCT FROM (NEW.confirmed_by, NEW.kept_id))
    EXECUTE FUNCTION oversight_keep_alert();

CREATE FUNCTION oversight_keep_payment() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    BEGIN
        IF TG_OP IN ('DELETE', 'UPDATE') AND OLD.state = 'paid' THEN
            INSERT INTO oversight_totalcount (what, kind, change)
            VALUES ('paid', OLD.currency, -OLD.amount_minor);
        END IF;
        IF TG_OP IN ('INSERT', 'UPDATE') AND NEW.state = 'paid' THEN
            INSERT INTO oversight_totalcount (what, kind, change)
            VALUES ('paid', NEW.currency, NEW.amount_minor);
        END IF;
        RETURN NULL;
    END $$;
CREATE TRIGGER oversight_payment_made AFTER INSERT OR DELETE ON support_payment
    FOR EACH ROW EXECUTE FUNCTION oversight_keep_payment();
CREATE TRIGGER oversight_paid AFTER UPDATE ON support_payment
    FOR EACH ROW WHEN ('paid' IN (OLD.state, NEW.state)
        AND (OLD.state, OLD.currency, OLD.amount_minor)
        IS DISTINCT FROM (NEW.state, NEW.currency, NEW.amount_minor))
    EXECUTE FUNCTION oversight_keep_payment();

CREATE FUNCTION oversight_totals_fold() RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    WITH gone AS (DELETE FROM oversight_totalcount RETURNING what, kind, change)
        INSERT INTO oversight_totalcount (what, kind, change)
        SELECT what, kind, sum(change) FROM gone GROUP BY 1, 2 HAVING sum(change) <> 0;
    $$;

-- How many totals differ from a recount.
CREATE FUNCTION oversight_totals_wrong() RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    SELECT count(*) FROM (
        SELECT what::text, kind::text, sum(change)::bigint AS n FROM oversight_totalcount
        GROUP BY 1, 2) kept
    FULL JOIN oversight_totals_now told USING (what, kind)
    WHERE coalesce(kept.n, 0) <> coalesce(told.n, 0)
    $$;

CREATE FUNCTION oversight_totals_anew() RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
    LOCK TABLE casework_arrival, materiel_claim, materiel_alert, support_payment,
        oversight_totalcount IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM oversight_totalcount;
    INSERT INTO oversight_totalcount (what, kind, change)
    SELECT what, kind, n FROM oversight_totals_now;
    $$;
SELECT oversight_totals_anew();

REVOKE ALL ON FUNCTION oversight_keep_arrival(), oversight_keep_claim(), oversight_keep_alert(),
    oversight_keep_payment(), oversight_totals_fold(), oversight_totals_wrong(),
    oversight_totals_anew() FROM PUBLIC;
GRANT SELECT ON oversight_totalcount TO sc_office, sc_worker;
GRANT EXECUTE ON FUNCTION oversight_totals_fold(), oversight_totals_wrong(),
    oversight_totals_anew() TO sc_worker;
"""

BIG: Any = {
    "auto_created": True,
    "primary_key": True,
    "serialize": False,
    "verbose_name": "ID",
}


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0020_conflicts"),
        ("materiel", "0002_lists"),
        ("oversight", "0002_figures"),
        ("support", "0004_paged"),
    ]
    operations = [
        migrations.CreateModel(
            name="TotalCount",
            fields=[
                ("id", models.BigAutoField(**BIG)),
                ("what", models.CharField(max_length=8)),
                ("kind", models.CharField(max_length=16)),
                ("change", models.BigIntegerField()),
            ],
        ),
        migrations.RunSQL(WORDS + KEEPING, migrations.RunSQL.noop),
    ]
