-- Who targets a symbol is listed by id.
CREATE INDEX CONCURRENTLY targets_by_symbol ON targets (symbol, portfolio_id);
