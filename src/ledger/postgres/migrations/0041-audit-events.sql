-- The order in which events are read.
CREATE INDEX CONCURRENTLY audit_events ON audit (xid, id) WHERE xid IS NOT NULL;
