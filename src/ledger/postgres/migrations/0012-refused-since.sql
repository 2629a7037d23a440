-- Who stands still is listed and counted at every scrape: among millions they are few.
CREATE INDEX CONCURRENTLY portfolios_refused_since ON portfolios (refused_since, id) WHERE refused_since IS NOT NULL;
