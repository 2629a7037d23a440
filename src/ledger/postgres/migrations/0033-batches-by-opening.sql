-- All batches are listed by when they were opened.
CREATE INDEX CONCURRENTLY batches_by_opening ON batches (opened_at, number);
