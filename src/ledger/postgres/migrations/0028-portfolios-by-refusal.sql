-- Portfolios that are refused with one code are listed by id: after a halt that may be most of them.
CREATE INDEX CONCURRENTLY portfolios_by_refusal ON portfolios (refused_code, id) WHERE refused_since IS NOT NULL;
