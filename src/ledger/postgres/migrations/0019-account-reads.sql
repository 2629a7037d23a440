-- What each account showed when it was last read beside a batch, and whether the broker is in doubt as a whole.

CREATE TABLE account_reads (
  portfolio_id text COLLATE "C" PRIMARY KEY REFERENCES portfolios (id),
  read_at timestamptz NOT NULL,
  -- How it differed from the books, or null when it did not.
  difference text,
  -- USD that had been announced and were not booked yet, at the last read that agreed.
  leaving numeric(20, 2) NOT NULL DEFAULT 0,
  arriving numeric(20, 2) NOT NULL DEFAULT 0
);
CREATE INDEX account_reads_by_time ON account_reads (read_at) WHERE difference IS NOT NULL;

CREATE TABLE broker_doubt (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  -- Null while nobody doubts it.
  since timestamptz,
  differing integer NOT NULL DEFAULT 0,
  read integer NOT NULL DEFAULT 0,
  -- A person trusts the broker until then, whatever differs.
  trusted_until timestamptz
);
INSERT INTO broker_doubt DEFAULT VALUES;
