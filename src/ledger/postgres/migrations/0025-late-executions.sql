-- Executions that the broker listed only after their order was booked by a derived fill. They book nothing.
CREATE TABLE late_executions (
  execution_id text COLLATE "C" PRIMARY KEY CHECK (execution_id <> ''),
  client_order_id text COLLATE "C" NOT NULL REFERENCES orders,
  quantity numeric(30, 9) NOT NULL CHECK (quantity > 0),
  price numeric NOT NULL CHECK (price >= 0),
  cash numeric(20, 2) NOT NULL,
  at timestamptz NOT NULL
);

CREATE INDEX late_executions_by_order ON late_executions (client_order_id);
