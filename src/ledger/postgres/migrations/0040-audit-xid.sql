-- By which transaction a row was written. A number that is drawn before the commit, as the id is, lets a reader pass rows that commit late;
-- all rows of transactions before the oldest one that is still open have been committed, or never will be. Rows that were there have none: no
-- event is made of them. The default is set by a statement of its own, so that it applies to new rows only and nothing is rewritten.

ALTER TABLE audit ADD COLUMN xid xid8;
ALTER TABLE audit ALTER COLUMN xid SET DEFAULT pg_current_xact_id();
