-- STALE portfolios of one reason are listed by id.
CREATE INDEX CONCURRENTLY portfolios_by_stale_reason ON portfolios (status_reason, id) WHERE status = 'STALE';
