-- The list of the refused goes by time, also of one code.
CREATE INDEX CONCURRENTLY portfolios_refused_code_since ON portfolios (refused_code, refused_since, id) WHERE refused_since IS NOT NULL;
