-- Who is frozen is listed by every sweep: among millions they are few.
CREATE INDEX CONCURRENTLY portfolios_frozen ON portfolios (id) WHERE frozen AND status <> 'CLOSED';
