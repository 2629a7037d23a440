-- The same of one state.
CREATE INDEX CONCURRENTLY batches_by_state ON batches (state, opened_at, number);
