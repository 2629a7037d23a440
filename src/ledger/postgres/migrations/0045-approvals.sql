-- What one person may not do alone. The audit has the same; this is what waits for somebody, and what became of it.

CREATE TABLE approvals (
  id text COLLATE "C" PRIMARY KEY,
  action text NOT NULL,
  subject text NOT NULL,
  parameters jsonb NOT NULL,
  evidence text NOT NULL,
  -- SHA-256 of the four above, in hex: the same is proposed once.
  content text COLLATE "C" NOT NULL,
  state text NOT NULL DEFAULT 'PENDING' CHECK (state IN ('PENDING', 'APPROVED', 'REJECTED', 'EXPIRED')),
  proposed_by text NOT NULL CHECK (proposed_by <> ''),
  proposed_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  decided_by text,
  decided_at timestamptz,
  note text,
  CONSTRAINT approvals_decided CHECK (num_nonnulls(decided_by, decided_at) = CASE WHEN state IN ('APPROVED', 'REJECTED') THEN 2 ELSE 0 END),
  -- domain/approval.ts refuses it before.
  CONSTRAINT approvals_by_two CHECK (state <> 'APPROVED' OR NOT is_same_person(proposed_by, decided_by)),
  CONSTRAINT approvals_in_time CHECK (state <> 'APPROVED' OR decided_at < expires_at)
);

CREATE UNIQUE INDEX approvals_pending ON approvals (content) WHERE state = 'PENDING';
CREATE INDEX approvals_by_time ON approvals (proposed_at, id);

CREATE FUNCTION guard_approval() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'PENDING' THEN PERFORM refuse(format('approval %s is decided and never changes again', OLD.id)); END IF;
  IF (NEW.id, NEW.content, NEW.parameters, NEW.evidence, NEW.proposed_by, NEW.expires_at)
    IS DISTINCT FROM (OLD.id, OLD.content, OLD.parameters, OLD.evidence, OLD.proposed_by, OLD.expires_at) THEN
    PERFORM refuse('what an approval is about never changes');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER approvals_guard BEFORE UPDATE ON approvals FOR EACH ROW EXECUTE FUNCTION guard_approval();
CREATE TRIGGER approvals_kept BEFORE DELETE ON approvals FOR EACH ROW EXECUTE FUNCTION guard_append_only();
CREATE TRIGGER approvals_not_emptied BEFORE TRUNCATE ON approvals FOR EACH STATEMENT EXECUTE FUNCTION guard_append_only();
