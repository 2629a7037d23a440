-- An account has one portfolio that is not CLOSED; those that had it before are kept.
CREATE UNIQUE INDEX CONCURRENTLY portfolios_open_account ON portfolios (account_id) WHERE status <> 'CLOSED';
