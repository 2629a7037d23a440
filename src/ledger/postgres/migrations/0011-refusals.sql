-- Why a portfolio's rebalance is refused, and since when, until something ends it. All three are there, or none.

ALTER TABLE portfolios
  ADD refused_since timestamptz,
  ADD refused_code text,
  ADD refused_detail text,
  ADD CONSTRAINT portfolios_refused CHECK (num_nonnulls(refused_since, refused_code, refused_detail) IN (0, 3)) NOT VALID;
