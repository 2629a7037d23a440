-- People at the console: each has exchanged a key for a session. A token has 256 random bits and is kept as its SHA-256.
CREATE TABLE sessions (
  token_hash text COLLATE "C" PRIMARY KEY CHECK (token_hash ~ '^[0-9a-f]{64}$'),
  key_id text COLLATE "C" NOT NULL REFERENCES api_keys (id),
  opened_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL CHECK (seen_at >= opened_at - interval '1 minute')
);

-- What is over is forgotten when the next session opens.
CREATE INDEX sessions_opened ON sessions (opened_at);
