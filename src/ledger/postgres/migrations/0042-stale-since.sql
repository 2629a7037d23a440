-- Since when a portfolio is STALE: who has not been told of yet, and who waits longest. The build before sets none.
ALTER TABLE portfolios ADD COLUMN stale_since timestamptz;
