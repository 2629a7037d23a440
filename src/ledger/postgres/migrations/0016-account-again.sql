-- An account may be used again once its portfolio is CLOSED: portfolios_open_account keeps the rule that is left.
ALTER TABLE portfolios DROP CONSTRAINT portfolios_account;
