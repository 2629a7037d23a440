-- Portfolios, batches, orders, fills and audit. Text that names things sorts by code point, as the program does.

CREATE TABLE portfolios (
  id text COLLATE "C" PRIMARY KEY CHECK (id ~ '^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$'),
  account_id text COLLATE "C" NOT NULL CONSTRAINT portfolios_account UNIQUE CHECK (account_id <> ''),
  status text NOT NULL CHECK (status IN ('ACTIVE', 'PAUSED', 'STALE', 'CLOSED')),
  status_reason text,
  version bigint NOT NULL CHECK (version >= 1),
  policy jsonb NOT NULL,
  cash numeric(20, 2) NOT NULL,
  cool_until timestamptz,
  rollbacks_in_a_row integer NOT NULL DEFAULT 0 CHECK (rollbacks_in_a_row >= 0),
  CONSTRAINT portfolios_reason CHECK (
    CASE status WHEN 'STALE' THEN status_reason IS NOT NULL WHEN 'PAUSED' THEN true ELSE status_reason IS NULL END
  )
);

CREATE TABLE targets (
  portfolio_id text COLLATE "C" NOT NULL REFERENCES portfolios,
  symbol text COLLATE "C" NOT NULL CHECK (symbol <> ''),
  percent numeric(7, 4) NOT NULL CHECK (percent BETWEEN 0 AND 100),
  PRIMARY KEY (portfolio_id, symbol)
);

CREATE TABLE holdings (
  portfolio_id text COLLATE "C" NOT NULL REFERENCES portfolios,
  symbol text COLLATE "C" NOT NULL CHECK (symbol <> ''),
  -- A holding of nothing has no row.
  quantity numeric(30, 9) NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (portfolio_id, symbol)
);

CREATE TABLE batches (
  id uuid PRIMARY KEY,
  portfolio_id text COLLATE "C" NOT NULL REFERENCES portfolios,
  account_id text COLLATE "C" NOT NULL,
  state text NOT NULL CHECK (state IN ('PENDING', 'SUCCESS', 'ROLLED_BACK', 'STALE', 'ADOPTED')),
  epoch integer NOT NULL CHECK (epoch >= 1),
  execution text NOT NULL CHECK (execution IN ('parallel', 'sells-first')),
  priced_at timestamptz NOT NULL,
  market_time timestamptz NOT NULL,
  drift_before numeric(20, 4) NOT NULL CHECK (drift_before >= 0),
  drift_after numeric(20, 4) CHECK (drift_after >= 0),
  cause jsonb,
  residual numeric(20, 2),
  buys_sized_at timestamptz,
  opened_at timestamptz NOT NULL,
  -- Batches opened at the same millisecond still have an order.
  number bigint GENERATED ALWAYS AS IDENTITY,
  CONSTRAINT batches_residual CHECK (residual IS NULL OR state = 'ROLLED_BACK')
);

-- L3: whoever comes second is refused here, however it got past the workflow id.
CREATE UNIQUE INDEX batches_one_open ON batches (portfolio_id) WHERE state IN ('PENDING', 'STALE');
CREATE INDEX batches_by_portfolio ON batches (portfolio_id, number);
CREATE INDEX batches_pending ON batches (portfolio_id) WHERE state = 'PENDING';

CREATE TABLE orders (
  client_order_id text COLLATE "C" PRIMARY KEY CHECK (length(client_order_id) BETWEEN 1 AND 128),
  batch_id uuid NOT NULL REFERENCES batches,
  symbol text COLLATE "C" NOT NULL CHECK (symbol <> ''),
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('order', 'reversal')),
  attempt integer NOT NULL CHECK (attempt >= 1),
  side text COLLATE "C" NOT NULL CHECK (side IN ('BUY', 'SELL')),
  quantity numeric(30, 9) CHECK (quantity > 0),
  notional numeric(20, 2) CHECK (notional > 0),
  state text NOT NULL CHECK (state IN ('PENDING', 'UNKNOWN', 'SUCCESS', 'ERROR', 'ROLLED_BACK')),
  sent_at timestamptz,
  broker_order_id text,
  filled_quantity numeric(30, 9) NOT NULL DEFAULT 0 CHECK (filled_quantity >= 0),
  filled_price numeric CHECK (filled_price >= 0),
  error_code text,
  error_message text,
  CONSTRAINT orders_attempt UNIQUE (batch_id, symbol, kind, attempt),
  CONSTRAINT orders_one_size CHECK (num_nonnulls(quantity, notional) = 1),
  CONSTRAINT orders_reversal_by_quantity CHECK (kind = 'order' OR notional IS NULL),
  CONSTRAINT orders_reversal_not_reversed CHECK (kind = 'order' OR state <> 'ROLLED_BACK'),
  CONSTRAINT orders_unknown_was_sent CHECK (state <> 'UNKNOWN' OR sent_at IS NOT NULL),
  CONSTRAINT orders_success_is_whole CHECK (
    state <> 'SUCCESS' OR (filled_quantity > 0 AND (quantity IS NULL OR filled_quantity >= quantity))
  ),
  CONSTRAINT orders_rolled_back_had_fills CHECK (state <> 'ROLLED_BACK' OR filled_quantity > 0)
);

CREATE TABLE fills (
  execution_id text COLLATE "C" PRIMARY KEY CHECK (execution_id <> ''),
  client_order_id text COLLATE "C" NOT NULL REFERENCES orders,
  quantity numeric(30, 9) NOT NULL CHECK (quantity > 0),
  price numeric NOT NULL CHECK (price >= 0),
  cash numeric(20, 2) NOT NULL,
  at timestamptz NOT NULL
);

CREATE INDEX fills_by_order ON fills (client_order_id);

-- No foreign keys: a request about a portfolio that does not exist is recorded too.
CREATE TABLE audit (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  portfolio_id text COLLATE "C" NOT NULL,
  batch_id uuid,
  event text NOT NULL CHECK (event ~ '^[A-Z][A-Z_]*$'),
  detail jsonb NOT NULL,
  actor text NOT NULL CHECK (actor <> ''),
  -- `at` is the caller's clock, `recorded_at` the database's.
  at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE INDEX audit_by_portfolio ON audit (portfolio_id, id);
