-- What a person keeps a portfolio from trading, as src/domain/restriction.ts has it, and when the first of them ends by itself. Who set and
-- removed them is in the audit. The build before trades as if there were none.
ALTER TABLE portfolios ADD COLUMN restrictions jsonb NOT NULL DEFAULT '[]';
ALTER TABLE portfolios ADD COLUMN restricted_until timestamptz;
