-- Portfolios of one status are listed by id, however rare they are: portfolios_not_traded has the other two.
CREATE INDEX CONCURRENTLY portfolios_by_status ON portfolios (status, id) WHERE status IN ('ACTIVE', 'CLOSED');
