-- The audit of all portfolios is searched by time.
CREATE INDEX CONCURRENTLY audit_by_time ON audit (at, id);
