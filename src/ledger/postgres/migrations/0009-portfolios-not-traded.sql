-- Who needs a person is counted at every scrape and listed for operators: among millions they are few.

CREATE INDEX portfolios_not_traded ON portfolios (status, id) WHERE status IN ('PAUSED', 'STALE');
