-- What a person froze stays held until it is released, and a hold ends in the status that it began in.

ALTER TABLE portfolios ADD frozen boolean NOT NULL DEFAULT false;
ALTER TABLE portfolios ADD status_before text CHECK (status_before IN ('ACTIVE', 'PAUSED', 'CLOSED'));
UPDATE portfolios SET status_before = 'ACTIVE', frozen = status_reason = 'FROZEN' WHERE status = 'STALE';
ALTER TABLE portfolios ADD CONSTRAINT portfolios_status_before CHECK ((status = 'STALE') = (status_before IS NOT NULL));
