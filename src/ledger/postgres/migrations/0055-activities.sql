-- What a broker lists as moving cash or shares without an order: each once, by its id, whatever becomes of it.
CREATE TABLE activities (
  portfolio_id text COLLATE "C" NOT NULL REFERENCES portfolios,
  id text COLLATE "C" NOT NULL CHECK (id <> ''),
  -- In the order in which they were seen.
  number bigint GENERATED ALWAYS AS IDENTITY,
  kind text NOT NULL,
  type text NOT NULL,
  at timestamptz NOT NULL,
  cash numeric(20, 2) NOT NULL,
  symbol text COLLATE "C",
  quantity numeric(30, 9),
  description text NOT NULL,
  is_void boolean NOT NULL,
  state text NOT NULL CHECK (state IN ('WAITING', 'BOOKED', 'INCLUDED', 'IGNORED')),
  seen_at timestamptz NOT NULL,
  settled_at timestamptz,
  PRIMARY KEY (portfolio_id, id),
  CONSTRAINT activities_settled CHECK ((settled_at IS NULL) = (state IN ('WAITING', 'IGNORED')))
);
CREATE INDEX activities_by_portfolio ON activities (portfolio_id, number);
CREATE INDEX activities_by_number ON activities (number);
CREATE INDEX activities_waiting ON activities (portfolio_id) WHERE state = 'WAITING';

-- A row that was settled stays as it is: booked twice, it would be counted twice.
CREATE FUNCTION guard_activity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'WAITING' THEN
    RAISE EXCEPTION 'activity % of % is % already', OLD.id, OLD.portfolio_id, OLD.state USING ERRCODE = 'check_violation';
  END IF;
  IF (NEW.portfolio_id, NEW.id, NEW.kind, NEW.cash, NEW.symbol, NEW.quantity)
     IS DISTINCT FROM (OLD.portfolio_id, OLD.id, OLD.kind, OLD.cash, OLD.symbol, OLD.quantity) THEN
    RAISE EXCEPTION 'what activity % of % moves does not change', OLD.id, OLD.portfolio_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER activity_settles_once BEFORE UPDATE ON activities FOR EACH ROW EXECUTE FUNCTION guard_activity();

-- Up to when the broker was asked for the activities of each portfolio's account.
CREATE TABLE activity_cursors (
  portfolio_id text COLLATE "C" PRIMARY KEY REFERENCES portfolios,
  through timestamptz NOT NULL
);

-- Symbols of which every share became more or fewer lately, with the price that was known before.
CREATE TABLE corporate_actions (
  symbol text COLLATE "C" PRIMARY KEY CHECK (symbol <> ''),
  since timestamptz NOT NULL,
  price_before numeric NOT NULL CHECK (price_before > 0),
  low numeric NOT NULL CHECK (low > 0),
  high numeric NOT NULL CHECK (high >= low)
);
