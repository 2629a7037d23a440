-- The first good price of each quarter of an hour, for a few days: what a person sees who looks at a jump. Nothing is decided by it. The
-- known prices are written at most once a minute, and this with them: one row for each symbol that moved, every quarter of an hour.
CREATE TABLE price_points (
  symbol text COLLATE "C" NOT NULL,
  quarter timestamptz NOT NULL,
  at timestamptz NOT NULL,
  price numeric NOT NULL,
  PRIMARY KEY (symbol, quarter)
);
