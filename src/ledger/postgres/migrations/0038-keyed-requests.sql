-- What was answered to a request that came with an Idempotency-Key: a repeat gets the same answer and does nothing. The row is there before
-- the work begins, and has the answer once it has ended.

CREATE TABLE keyed_requests (
  principal text COLLATE "C" NOT NULL CHECK (principal <> ''),
  key text COLLATE "C" NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
  -- SHA-256 of what was asked, in hex.
  request text COLLATE "C" NOT NULL CHECK (request ~ '^[0-9a-f]{64}$'),
  -- Rises when somebody takes over what was begun: who began it before may then end nothing.
  attempt integer NOT NULL,
  begun_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  -- All are null while the work is under way.
  status integer,
  location text,
  body text,
  PRIMARY KEY (principal, key),
  CONSTRAINT keyed_requests_answer CHECK (status IS NOT NULL OR (body IS NULL AND location IS NULL))
);

CREATE INDEX keyed_requests_by_end ON keyed_requests (expires_at);
