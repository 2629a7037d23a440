-- Every policy that a portfolio had, and which one a batch was planned with. A policy that never changed is in the portfolio's row only.

ALTER TABLE portfolios ADD policy_version integer NOT NULL DEFAULT 1;
-- NULL: of a build that did not know.
ALTER TABLE batches ADD policy_version integer;

CREATE TABLE portfolio_policies (
  portfolio_id text COLLATE "C" NOT NULL REFERENCES portfolios,
  version integer NOT NULL CHECK (version >= 1),
  policy jsonb NOT NULL,
  actor text NOT NULL CHECK (actor <> ''),
  reason text,
  at timestamptz NOT NULL,
  PRIMARY KEY (portfolio_id, version)
);

CREATE TRIGGER policies_append_only BEFORE UPDATE OR DELETE ON portfolio_policies
  FOR EACH ROW EXECUTE FUNCTION guard_append_only();
CREATE TRIGGER policies_not_emptied BEFORE TRUNCATE ON portfolio_policies
  FOR EACH STATEMENT EXECUTE FUNCTION guard_append_only();
