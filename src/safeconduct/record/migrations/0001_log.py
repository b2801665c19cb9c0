"""The log's tables, its one way in, the triggers that forbid every other change; used forms."""

from django.db import migrations, models

SQL = r"""
INSERT INTO record_head (id, size) VALUES (1, 0);

-- RFC 6962: leaf = SHA-256(0x00 || data), node = SHA-256(0x01 || left || right).
CREATE FUNCTION record_append(leaves bytea[]) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    n bigint; i bigint; lvl smallint; h bytea; leftmost bytea; leaf bytea; line jsonb;
BEGIN
    SELECT size INTO n FROM record_head WHERE id = 1 FOR UPDATE;
    FOREACH leaf IN ARRAY leaves LOOP
        line := convert_from(leaf, 'UTF8')::jsonb;
        h := sha256('\x00'::bytea || leaf);
        INSERT INTO record_leaf (number, data, hash, kind, file, actor, at) VALUES (
            n, leaf, h, line->>'kind', line->>'file', line->>'actor',
            (line->>'at')::timestamptz);
        i := n; lvl := 0;
        WHILE i % 2 = 1 LOOP
            IF lvl = 0 THEN
                SELECT l.hash INTO STRICT leftmost FROM record_leaf l WHERE l.number = i - 1;
            ELSE
                SELECT d.hash INTO STRICT leftmost FROM record_node d
                    WHERE d.level = lvl AND d.index = i - 1;
            END IF;
            h := sha256('\x01'::bytea || leftmost || h);
            i := i / 2; lvl := lvl + 1;
            INSERT INTO record_node (level, index, hash) VALUES (lvl, i, h);
        END LOOP;
        n := n + 1;
    END LOOP;
    UPDATE record_head SET size = n WHERE id = 1;
    RETURN n;
END $$;
REVOKE ALL ON FUNCTION record_append(bytea[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION record_append(bytea[]) TO sc_office, sc_worker;
GRANT SELECT ON record_leaf, record_node, record_head, record_signedcheckpoint
    TO sc_office, sc_worker;
GRANT INSERT ON record_signedcheckpoint TO sc_office, sc_worker;

-- A used form is claimed by the act itself and forgotten by the worker, never by the office.
GRANT SELECT, INSERT, UPDATE (request) ON record_once TO sc_office;
GRANT SELECT, DELETE ON record_once TO sc_worker;

CREATE FUNCTION record_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the record is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON record_leaf
    FOR EACH STATEMENT EXECUTE FUNCTION record_is_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON record_node
    FOR EACH STATEMENT EXECUTE FUNCTION record_is_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON record_signedcheckpoint
    FOR EACH STATEMENT EXECUTE FUNCTION record_is_append_only();
"""


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        migrations.CreateModel(
            name="Leaf",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("data", models.BinaryField()),
                ("hash", models.BinaryField()),
                ("kind", models.CharField(max_length=64)),
                ("file", models.CharField(max_length=32)),
                ("actor", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["file", "-number"], name="record_leaf_file")]
            },
        ),
        migrations.CreateModel(
            name="Node",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "level", "index", blank=True, editable=False,
                        primary_key=True, serialize=False,
                    ),
                ),
                ("level", models.SmallIntegerField()),
                ("index", models.BigIntegerField()),
                ("hash", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("size", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="SignedCheckpoint",
            fields=[
                ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                ("note", models.TextField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Once",
            fields=[
                ("token", models.UUIDField(primary_key=True, serialize=False)),
                ("request", models.UUIDField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
