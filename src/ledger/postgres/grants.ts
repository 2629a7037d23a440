/**
 * What the program may do: its login role is a member of `autobalancer_app`. It has no DDL, deletes only targets,
 * holdings and requests, and never changes a fill or an audit row. Run after every migration; the same again changes nothing.
 */
export const GRANTS = `
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'autobalancer_app') THEN
    -- Another database of the cluster may create it at the same moment.
    BEGIN
      CREATE ROLE autobalancer_app NOLOGIN;
    EXCEPTION
      WHEN duplicate_object OR unique_violation THEN NULL;
      WHEN insufficient_privilege THEN
        RAISE EXCEPTION 'role autobalancer_app is missing and this role may not create it: CREATE ROLE autobalancer_app NOLOGIN'
          USING ERRCODE = 'insufficient_privilege';
    END;
  END IF;
END $$;
GRANT USAGE ON SCHEMA public TO autobalancer_app;
REVOKE ALL ON portfolios, targets, holdings, batches, orders, fills, late_executions, trading, known_prices, account_reads, broker_doubt, audit, audit_heads, portfolio_policies, keyed_requests, schema_migrations FROM PUBLIC, autobalancer_app;
GRANT SELECT ON schema_migrations, audit_heads TO autobalancer_app;
GRANT SELECT, INSERT, UPDATE ON portfolios, batches, orders, known_prices, account_reads TO autobalancer_app;
GRANT SELECT, UPDATE ON trading, broker_doubt TO autobalancer_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON targets, holdings, keyed_requests TO autobalancer_app;
GRANT SELECT, INSERT ON fills, late_executions, audit, portfolio_policies TO autobalancer_app;
`;
