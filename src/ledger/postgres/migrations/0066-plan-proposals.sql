-- Frozen plans, as src/domain/proposal.ts has them. The build before never releases one: asked to, it makes a plan of its own.
CREATE TABLE plan_proposals (
  id text COLLATE "C" PRIMARY KEY CHECK (id <> ''),
  -- In the order in which they were proposed.
  number bigint GENERATED ALWAYS AS IDENTITY,
  portfolio_id text COLLATE "C" NOT NULL REFERENCES portfolios,
  plan jsonb NOT NULL,
  basis jsonb NOT NULL,
  price_tolerance numeric(7, 4) NOT NULL CHECK (price_tolerance >= 0),
  proposed_by text NOT NULL CHECK (proposed_by <> ''),
  proposed_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL CHECK (expires_at > proposed_at),
  state text NOT NULL DEFAULT 'PROPOSED' CHECK (state IN ('PROPOSED', 'APPROVED', 'REJECTED', 'RELEASED', 'VOID')),
  decided_by text,
  decided_at timestamptz,
  note text,
  void_code text,
  void_detail text,
  batch_id uuid,
  CONSTRAINT plan_proposals_decided CHECK (num_nonnulls(decided_by, decided_at, note) IN (0, 3)),
  CONSTRAINT plan_proposals_by_somebody CHECK (state NOT IN ('APPROVED', 'REJECTED', 'RELEASED') OR decided_by IS NOT NULL),
  CONSTRAINT plan_proposals_in_time CHECK (state <> 'APPROVED' OR decided_at < expires_at),
  CONSTRAINT plan_proposals_released CHECK ((state = 'RELEASED') = (batch_id IS NOT NULL)),
  CONSTRAINT plan_proposals_void CHECK ((state = 'VOID') = (void_code IS NOT NULL AND void_detail IS NOT NULL))
);
CREATE INDEX plan_proposals_by_portfolio ON plan_proposals (portfolio_id, number);
CREATE INDEX plan_proposals_by_number ON plan_proposals (number);
CREATE INDEX plan_proposals_open ON plan_proposals (state, number) WHERE state IN ('PROPOSED', 'APPROVED');

-- What was frozen stays frozen, and what has ended stays as it is. Two people are behind each that is approved, and the API releases none.
CREATE FUNCTION guard_plan_proposal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'PROPOSED' THEN PERFORM refuse('a plan is proposed before anything else becomes of it'); END IF;
    RETURN NEW;
  END IF;
  IF (NEW.id, NEW.portfolio_id, NEW.plan, NEW.basis, NEW.price_tolerance, NEW.proposed_by, NEW.proposed_at, NEW.expires_at)
    IS DISTINCT FROM
    (OLD.id, OLD.portfolio_id, OLD.plan, OLD.basis, OLD.price_tolerance, OLD.proposed_by, OLD.proposed_at, OLD.expires_at) THEN
    PERFORM refuse(format('what proposal %s froze does not change', OLD.id));
  END IF;
  IF NOT (OLD.state = 'PROPOSED' AND NEW.state IN ('APPROVED', 'REJECTED', 'VOID')
    OR OLD.state = 'APPROVED' AND NEW.state IN ('REJECTED', 'RELEASED', 'VOID')) THEN
    PERFORM refuse(format('proposal %s is %s and does not become %s', OLD.id, OLD.state, NEW.state));
  END IF;
  IF NEW.state = 'APPROVED' AND is_same_person(NEW.proposed_by, NEW.decided_by) THEN
    PERFORM refuse(format('proposal %s: somebody who is certainly another person approves it', NEW.id));
  END IF;
  IF NEW.state IN ('RELEASED', 'VOID') AND is_api_role() THEN
    RAISE EXCEPTION 'the API releases no proposal' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER plan_proposals_guard BEFORE INSERT OR UPDATE ON plan_proposals FOR EACH ROW EXECUTE FUNCTION guard_plan_proposal();
CREATE TRIGGER plan_proposals_kept BEFORE DELETE ON plan_proposals FOR EACH ROW EXECUTE FUNCTION guard_append_only();
CREATE TRIGGER plan_proposals_not_emptied BEFORE TRUNCATE ON plan_proposals FOR EACH STATEMENT EXECUTE FUNCTION guard_append_only();
