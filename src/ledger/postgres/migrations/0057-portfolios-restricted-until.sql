-- Each minute the monitor asks for the few whose time is over.
CREATE INDEX CONCURRENTLY portfolios_restricted_until ON portfolios (restricted_until) WHERE restricted_until IS NOT NULL;
