-- Who holds a symbol is listed by id.
CREATE INDEX CONCURRENTLY holdings_by_symbol ON holdings (symbol, portfolio_id);
