-- What a request has had done so far, and what the ledger answered to it: a repeat of a request that was cut off does none of it again.
ALTER TABLE keyed_requests ADD COLUMN done jsonb NOT NULL DEFAULT '{}', ADD COLUMN etag text;
