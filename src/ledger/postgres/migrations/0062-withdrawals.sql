-- Money that people take out of portfolios, as src/domain/withdrawal.ts has it. The build before spends what is set aside.
CREATE TABLE withdrawals (
  id text COLLATE "C" PRIMARY KEY CHECK (id <> ''),
  -- In the order in which they were asked for.
  number bigint GENERATED ALWAYS AS IDENTITY,
  portfolio_id text COLLATE "C" NOT NULL REFERENCES portfolios,
  amount numeric(20, 2) NOT NULL CHECK (amount > 0),
  reason text NOT NULL,
  until timestamptz,
  requested_by text NOT NULL,
  requested_at timestamptz NOT NULL,
  state text NOT NULL DEFAULT 'OPEN' CHECK (state IN ('OPEN', 'PAID', 'CANCELLED')),
  ended_by text,
  ended_at timestamptz,
  CONSTRAINT withdrawals_ended CHECK ((state = 'OPEN') = (ended_at IS NULL AND ended_by IS NULL))
);
-- Every read of a portfolio asks for its open ones.
CREATE INDEX withdrawals_open ON withdrawals (portfolio_id, number) WHERE state = 'OPEN';
CREATE INDEX withdrawals_by_portfolio ON withdrawals (portfolio_id, number);
CREATE INDEX withdrawals_by_number ON withdrawals (number);
-- Each minute the monitor asks for the few whose time is over.
CREATE INDEX withdrawals_until ON withdrawals (until) WHERE state = 'OPEN' AND until IS NOT NULL;

-- One that was paid or cancelled stays as it is: its money would be set aside again, or spent although it is to leave.
CREATE FUNCTION guard_withdrawal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'OPEN' THEN
    RAISE EXCEPTION 'withdrawal % is % already', OLD.id, OLD.state USING ERRCODE = 'check_violation';
  END IF;
  IF (NEW.id, NEW.portfolio_id, NEW.amount) IS DISTINCT FROM (OLD.id, OLD.portfolio_id, OLD.amount) THEN
    RAISE EXCEPTION 'what withdrawal % takes does not change', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER withdrawal_ends_once BEFORE UPDATE ON withdrawals FOR EACH ROW EXECUTE FUNCTION guard_withdrawal();
