"""Destroyed shred keys leave the key store's files, not only its table."""

from django.db import migrations

KEYSTORE = """
-- PostgreSQL keeps deleted rows in its files until somebody writes over them, and a backup of
-- the files takes them along. This row says that some lie there.
CREATE TABLE shred_left (id smallint PRIMARY KEY DEFAULT 1 CHECK (id = 1));
REVOKE ALL ON shred_left FROM PUBLIC;
CREATE OR REPLACE FUNCTION shred_key_drop(file uuid) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
    AS 'DELETE FROM shred_key WHERE file_id = file;
        INSERT INTO shred_left (id) VALUES (1) ON CONFLICT DO NOTHING';
-- Writes the table anew with the living keys alone. Letters must not wait behind it for long.
CREATE FUNCTION shred_keys_rewrite() RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp SET lock_timeout = '2s' AS $$
BEGIN
    DELETE FROM shred_left;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    ALTER TABLE shred_key ALTER COLUMN key TYPE bytea USING substring(key FROM 1);
    RETURN true;
END $$;
REVOKE ALL ON FUNCTION shred_keys_rewrite() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION shred_keys_rewrite() TO sc_worker;
"""


class Migration(migrations.Migration):
    dependencies = [("vault", "0002_orphans")]
    operations = [
        migrations.RunSQL(KEYSTORE, migrations.RunSQL.noop, hints={"keystore": True}),
    ]
