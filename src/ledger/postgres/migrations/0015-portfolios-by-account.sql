-- What an account traded on a day counts whichever of its portfolios traded it.
CREATE INDEX CONCURRENTLY portfolios_by_account ON portfolios (account_id);
