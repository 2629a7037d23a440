-- What the broker showed of each symbol, for the plans of the day. An order that it refused for the asset's sake makes what was read until
-- then worthless.
CREATE TABLE assets (
  symbol text COLLATE "C" PRIMARY KEY CHECK (symbol <> ''),
  tradable boolean NOT NULL,
  fractionable boolean NOT NULL,
  ptp boolean NOT NULL,
  read_at timestamptz NOT NULL,
  refused_at timestamptz
);
