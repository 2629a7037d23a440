import { EVENTS_OF_DOORS } from '../../domain/event-names';

/**
 * What the program may do: its login role is a member of `autobalancer_app`. It has no DDL, deletes only targets,
 * holdings, corporate actions, old values of a day, old price points, requests, imports, sessions, subscriptions and webhooks, and never changes a fill or an audit row. Run after every migration; the same again changes nothing.
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
REVOKE ALL ON portfolios, activities, activity_cursors, withdrawals, plan_proposals, corporate_actions, assets, targets, holdings, batches, orders, fills, late_executions, trading, known_prices, price_points, account_reads, broker_doubt, audit, audit_heads, portfolio_policies, api_keys, keyed_requests, sessions, approvals, watch_reports, day_values, imports, import_lines, import_problems, webhooks, webhook_secrets, webhook_deliveries, models, model_versions, subscriptions, rollouts, rollout_portfolios, rule_sets, ledger_epoch, schema_migrations FROM PUBLIC, autobalancer_app;
GRANT SELECT ON schema_migrations, audit_heads, ledger_epoch TO autobalancer_app;
GRANT SELECT, INSERT, UPDATE ON portfolios, activities, activity_cursors, withdrawals, plan_proposals, batches, orders, known_prices, assets, account_reads, approvals, watch_reports, models, rollouts, rollout_portfolios TO autobalancer_app;
GRANT SELECT, UPDATE ON trading, broker_doubt TO autobalancer_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON corporate_actions, targets, holdings, day_values, keyed_requests, imports, webhooks, webhook_secrets, webhook_deliveries, subscriptions TO autobalancer_app;
GRANT SELECT, INSERT, DELETE ON price_points, import_lines, import_problems TO autobalancer_app;
GRANT SELECT, INSERT ON fills, late_executions, audit, portfolio_policies, model_versions, rule_sets TO autobalancer_app;
GRANT SELECT, INSERT, UPDATE (last_used_at, revoked_at, revoked_by) ON api_keys TO autobalancer_app;
GRANT SELECT, INSERT, UPDATE (seen_at), DELETE ON sessions TO autobalancer_app;
${eventsOfDoors()}
${grantsOfApi()}`;

/** The list by which a trigger refuses every other kind of event from the API. */
function eventsOfDoors(): string {
  const names = EVENTS_OF_DOORS.map((name) => `'${name}'`).join(', ');
  return `CREATE OR REPLACE FUNCTION is_event_of_a_door(event text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT event IN (${names}) $$;`;
}

/**
 * What the HTTP API may do, whose login role is a member of \`autobalancer_api\`: a hole in it must not send an order. It reads everything
 * but the secrets of webhooks,
 * and what it writes are the wishes of people; it never marks an order as sent, nor touches a batch, a fill, cash or what is held. Triggers
 * hold it to the events of a door, under its own door.
 * A database of an earlier build may lack the role, and its owner may not be able to create it: then only the API waits for it.
 */
function grantsOfApi(): string {
  return `
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'autobalancer_api') THEN
    BEGIN
      CREATE ROLE autobalancer_api NOLOGIN;
    EXCEPTION
      WHEN duplicate_object OR unique_violation THEN NULL;
      WHEN insufficient_privilege THEN RETURN;
    END;
  END IF;
  GRANT USAGE ON SCHEMA public TO autobalancer_api;
  REVOKE ALL ON ALL TABLES IN SCHEMA public FROM autobalancer_api;
  GRANT SELECT ON ALL TABLES IN SCHEMA public TO autobalancer_api;
  REVOKE SELECT ON webhook_secrets FROM autobalancer_api;
  GRANT INSERT ON portfolios, targets, holdings, portfolio_policies, known_prices, api_keys, audit, model_versions, rule_sets TO autobalancer_api;
  GRANT UPDATE (
    status, status_reason, status_before, frozen, freeze_undoes, policy, policy_version, settings_revision, version,
    restrictions, restricted_until, refused_since, refused_code, refused_detail
  ) ON portfolios TO autobalancer_api;
  GRANT UPDATE, DELETE ON targets TO autobalancer_api;
  GRANT DELETE ON corporate_actions TO autobalancer_api;
  GRANT INSERT, UPDATE, DELETE ON keyed_requests TO autobalancer_api;
  GRANT INSERT, DELETE, UPDATE (
    state, content, symbols, lines, checked, portfolios, stored, skipped, wrong, attempt, beat_at, ended_at
  ) ON imports TO autobalancer_api;
  GRANT INSERT, DELETE ON import_lines, import_problems TO autobalancer_api;
  GRANT INSERT, UPDATE ON approvals, models TO autobalancer_api;
  GRANT INSERT (id, model_id, version, cohorts, abort_percent, per_minute, cohort_since, actor, via, started_at),
    UPDATE (state, state_reason, state_by, cohort_since, ended_at) ON rollouts TO autobalancer_api;
  GRANT INSERT (rollout_id, portfolio_id, cohort) ON rollout_portfolios TO autobalancer_api;
  GRANT INSERT, UPDATE, DELETE ON subscriptions TO autobalancer_api;
  GRANT INSERT, UPDATE (state, ended_by, ended_at) ON withdrawals TO autobalancer_api;
  GRANT INSERT, UPDATE (state, decided_by, decided_at, note) ON plan_proposals TO autobalancer_api;
  GRANT UPDATE ON trading, broker_doubt, known_prices TO autobalancer_api;
  GRANT UPDATE (last_used_at, revoked_at, revoked_by) ON api_keys TO autobalancer_api;
  GRANT INSERT, UPDATE (seen_at), DELETE ON sessions TO autobalancer_api;
  GRANT INSERT, UPDATE (url, events, enabled, disabled_why, disabled_by, failing_since), DELETE ON webhooks TO autobalancer_api;
  GRANT SELECT (webhook_id, ends_at), INSERT, UPDATE (ends_at) ON webhook_secrets TO autobalancer_api;
  GRANT INSERT, UPDATE (state, attempts_before, next_attempt_at, due_at) ON webhook_deliveries TO autobalancer_api;
END $$;
`;
}
