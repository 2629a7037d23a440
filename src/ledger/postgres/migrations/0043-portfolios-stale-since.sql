-- Each new STALE portfolio asks whether others became so for the same reason a moment ago: among many of them that has to be cheap.
CREATE INDEX CONCURRENTLY portfolios_stale_since ON portfolios (status_reason, stale_since, id) WHERE status = 'STALE';
