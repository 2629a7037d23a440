-- Models: targets, and if wanted a policy, that many portfolios follow. The build before does not know that a portfolio follows one: it sets
-- targets by hand as before, and the next roll-out replaces them.

CREATE TABLE models (
  id text COLLATE "C" PRIMARY KEY CHECK (id ~ '^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$'),
  name text NOT NULL CHECK (btrim(name) <> ''),
  status text NOT NULL DEFAULT 'ACTIVE' CHECK (status IN ('ACTIVE', 'ARCHIVED')),
  latest integer NOT NULL DEFAULT 1,
  -- What a new subscription begins with.
  current integer NOT NULL DEFAULT 1 CHECK (current BETWEEN 1 AND latest),
  created_by text NOT NULL CHECK (created_by <> ''),
  created_at timestamptz NOT NULL
);

CREATE TABLE model_versions (
  model_id text COLLATE "C" NOT NULL REFERENCES models,
  version integer NOT NULL CHECK (version >= 1),
  targets jsonb NOT NULL,
  -- Null when each portfolio keeps its own.
  policy jsonb,
  reason text NOT NULL,
  created_by text NOT NULL CHECK (created_by <> ''),
  created_at timestamptz NOT NULL,
  PRIMARY KEY (model_id, version)
);
CREATE TRIGGER model_versions_append_only BEFORE UPDATE OR DELETE ON model_versions
  FOR EACH ROW EXECUTE FUNCTION guard_append_only();
CREATE TRIGGER model_versions_not_emptied BEFORE TRUNCATE ON model_versions
  FOR EACH STATEMENT EXECUTE FUNCTION guard_append_only();

CREATE TABLE subscriptions (
  -- A portfolio follows one model at most.
  portfolio_id text COLLATE "C" PRIMARY KEY REFERENCES portfolios,
  model_id text COLLATE "C" NOT NULL REFERENCES models,
  -- Null when it follows what is rolled out.
  pinned integer,
  -- Where its targets are from.
  version integer NOT NULL,
  overrides jsonb NOT NULL,
  rollout_id uuid,
  since timestamptz NOT NULL,
  applied_at timestamptz NOT NULL,
  FOREIGN KEY (model_id, version) REFERENCES model_versions,
  CONSTRAINT subscriptions_pinned CHECK (pinned IS NULL OR pinned = version)
);
CREATE INDEX subscriptions_by_model ON subscriptions (model_id, portfolio_id);
