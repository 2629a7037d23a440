-- Where events are sent to, and what was sent. Each webhook has a place of its own in the order of events, which moves on in the transaction
-- that stores a message for each event: nothing is skipped or taken twice, also when a program is killed.

CREATE TABLE webhooks (
  id text COLLATE "C" PRIMARY KEY CHECK (id ~ '^[a-z2-7]{8}$'),
  url text NOT NULL CHECK (length(url) BETWEEN 1 AND 2000),
  -- Null for every kind.
  events text[] CHECK (cardinality(events) > 0),
  enabled boolean NOT NULL DEFAULT true,
  -- Why the system disabled it, and for which message.
  disabled_why text,
  disabled_by uuid,
  -- Null when the last delivery arrived.
  failing_since timestamptz,
  read_xid xid8 NOT NULL,
  read_id bigint NOT NULL,
  read_epoch text NOT NULL,
  created_by text NOT NULL CHECK (created_by <> ''),
  created_at timestamptz NOT NULL,
  CONSTRAINT webhooks_disabled CHECK (NOT enabled OR (disabled_why IS NULL AND disabled_by IS NULL))
);

-- Messages are signed with what is in here, so that no hash would do. The role of the HTTP API may add a secret and read none.
CREATE TABLE webhook_secrets (
  webhook_id text COLLATE "C" NOT NULL REFERENCES webhooks ON DELETE CASCADE,
  secret text NOT NULL CHECK (secret ~ '^whsec_[A-Za-z0-9+/]{32,88}={0,2}$'),
  made_at timestamptz NOT NULL,
  -- Null for the present one.
  ends_at timestamptz
);
CREATE INDEX webhook_secrets_by_webhook ON webhook_secrets (webhook_id);

CREATE TABLE webhook_deliveries (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  number bigint GENERATED ALWAYS AS IDENTITY,
  webhook_id text COLLATE "C" NOT NULL REFERENCES webhooks ON DELETE CASCADE,
  event text NOT NULL,
  body text NOT NULL CHECK (length(body) <= 20000),
  state text COLLATE "C" NOT NULL DEFAULT 'PENDING' CHECK (state IN ('PENDING', 'DELIVERED', 'FAILED')),
  attempts integer NOT NULL DEFAULT 0,
  -- Those before somebody had it sent again.
  attempts_before integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL,
  attempted_at timestamptz,
  answer integer,
  problem text,
  next_attempt_at timestamptz,
  -- When it is handed to Temporal, again if an attempt has not ended by then.
  due_at timestamptz NOT NULL
);
CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (webhook_id, number);
CREATE INDEX webhook_deliveries_open ON webhook_deliveries (webhook_id, due_at) WHERE state = 'PENDING';
CREATE INDEX webhook_deliveries_by_time ON webhook_deliveries (created_at) WHERE state <> 'PENDING';

-- A hole in the API must not have us sign what never happened.
CREATE FUNCTION guard_delivery_of_api() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF is_api_role() AND (NEW.event <> 'WEBHOOK_TEST' OR NEW.body::jsonb ->> 'type' IS DISTINCT FROM 'WEBHOOK_TEST') THEN
    RAISE EXCEPTION 'the API makes test messages only' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER deliveries_of_api BEFORE INSERT ON webhook_deliveries FOR EACH ROW EXECUTE FUNCTION guard_delivery_of_api();
