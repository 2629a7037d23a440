-- How versions of models reach the portfolios that follow them: cohort by cohort. The row is the truth; a workflow works on it.

CREATE TABLE rollouts (
  id uuid PRIMARY KEY,
  model_id text COLLATE "C" NOT NULL REFERENCES models,
  version integer NOT NULL,
  -- Percent of the portfolios that have the version once each cohort is through.
  cohorts integer[] NOT NULL CHECK (cardinality(cohorts) > 0),
  abort_percent numeric(7, 4) NOT NULL CHECK (abort_percent BETWEEN 0 AND 100),
  per_minute integer NOT NULL CHECK (per_minute > 0),
  state text COLLATE "C" NOT NULL DEFAULT 'RUNNING' CHECK (state IN ('RUNNING', 'PAUSED', 'ABORTED', 'DONE')),
  state_reason text,
  -- Who paused or aborted it: it does so itself, too.
  state_by text,
  cohort integer NOT NULL DEFAULT 1 CHECK (cohort BETWEEN 1 AND cardinality(cohorts)),
  cohort_since timestamptz NOT NULL,
  actor text NOT NULL CHECK (actor <> ''),
  via text,
  started_at timestamptz NOT NULL,
  ended_at timestamptz,
  FOREIGN KEY (model_id, version) REFERENCES model_versions,
  CONSTRAINT rollouts_ended CHECK ((ended_at IS NULL) = (state IN ('RUNNING', 'PAUSED')))
);
CREATE UNIQUE INDEX rollouts_one_open ON rollouts (model_id) WHERE state IN ('RUNNING', 'PAUSED');
CREATE INDEX rollouts_by_time ON rollouts (started_at, id);

-- What has ended stays as it ended.
CREATE FUNCTION guard_rollout() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state IN ('ABORTED', 'DONE') THEN PERFORM refuse(format('roll-out %s is %s already', OLD.id, OLD.state)); END IF;
  IF NEW.state = 'DONE' AND is_api_role() THEN
    RAISE EXCEPTION 'the API says of no roll-out that it is done' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER rollouts_guard BEFORE UPDATE ON rollouts FOR EACH ROW EXECUTE FUNCTION guard_rollout();

CREATE TABLE rollout_portfolios (
  rollout_id uuid NOT NULL REFERENCES rollouts,
  portfolio_id text COLLATE "C" NOT NULL,
  cohort integer NOT NULL,
  state text COLLATE "C" NOT NULL DEFAULT 'WAITING' CHECK (state IN ('WAITING', 'APPLIED', 'DONE', 'FAILED')),
  -- Why it ended so.
  code text,
  batch_id uuid,
  applied_at timestamptz,
  settled_at timestamptz,
  PRIMARY KEY (rollout_id, portfolio_id)
);
CREATE INDEX rollout_portfolios_open ON rollout_portfolios (rollout_id, cohort, state, portfolio_id)
  WHERE state IN ('WAITING', 'APPLIED');
-- How many got the version within the last minute.
CREATE INDEX rollout_portfolios_by_time ON rollout_portfolios (rollout_id, applied_at) WHERE applied_at IS NOT NULL;
