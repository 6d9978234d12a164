-- Three roles. Run as a superuser in the new database `clustrat`, then migrate as clustrat_owner, then run it again:
-- the grants below speak of tables that are there.
DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'clustrat_owner') THEN CREATE ROLE clustrat_owner LOGIN; END IF;
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'clustrat_app') THEN CREATE ROLE clustrat_app LOGIN; END IF;
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'clustrat_read') THEN CREATE ROLE clustrat_read LOGIN; END IF;
END $$;
GRANT CREATE, USAGE ON SCHEMA public TO clustrat_owner;
GRANT USAGE ON SCHEMA public TO clustrat_app, clustrat_read;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO clustrat_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO clustrat_app;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO clustrat_read;
GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO clustrat_read;
-- The audit chain: added to and read, never changed (AUD-5). A payload may go, but a trigger asks for its recorded erasure.
DO $$
DECLARE chain_table text;
BEGIN
    FOREACH chain_table IN ARRAY ARRAY['base_auditentry', 'base_auditseal', 'base_auditerasure', 'base_auditpayload'] LOOP
        IF to_regclass(chain_table) IS NOT NULL THEN
            EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM clustrat_app', chain_table);
        END IF;
    END LOOP;
    IF to_regclass('base_auditpayload') IS NOT NULL THEN
        GRANT DELETE ON base_auditpayload TO clustrat_app;
    END IF;
END $$;
