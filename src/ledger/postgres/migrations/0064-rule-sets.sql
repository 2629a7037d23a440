-- The rules for the plans of all portfolios, as src/domain/rules.ts has them: the one with the highest version holds. The build before
-- plans as if there were none.
CREATE TABLE rule_sets (
  version integer PRIMARY KEY CHECK (version > 0),
  rules jsonb NOT NULL,
  reason text NOT NULL,
  set_by text NOT NULL CHECK (set_by <> ''),
  set_at timestamptz NOT NULL
);
CREATE TRIGGER rule_sets_kept BEFORE UPDATE OR DELETE ON rule_sets FOR EACH ROW EXECUTE FUNCTION guard_append_only();
CREATE TRIGGER rule_sets_not_emptied BEFORE TRUNCATE ON rule_sets FOR EACH STATEMENT EXECUTE FUNCTION guard_append_only();
