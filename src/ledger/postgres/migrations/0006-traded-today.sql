-- What an account has traded today is asked for before each batch.
CREATE INDEX batches_by_market_time ON batches (portfolio_id, market_time);
