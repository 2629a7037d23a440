-- The fleet breaker counts the batches of the last minutes every few seconds.
CREATE INDEX CONCURRENTLY batches_by_priced_at ON batches (priced_at);
