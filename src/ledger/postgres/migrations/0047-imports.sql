-- Files of portfolios on their way into the ledger. Their lines wait here in the form in which each will be stored, so that an import
-- survives the program that runs it: the next one goes on. One import at a time is checked and stored. From the moment it is checked nobody
-- else gets its ids and accounts, so that what was found free is free when it is stored.

CREATE TABLE imports (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  state text COLLATE "C" NOT NULL DEFAULT 'RECEIVING'
    CHECK (state IN ('RECEIVING', 'WAITING', 'CHECKING', 'STORING', 'DONE', 'REFUSED')),
  partial boolean NOT NULL,
  actor text NOT NULL CHECK (actor <> ''),
  via text,
  -- SHA-256 of the file in hex, once all of it is here.
  content text COLLATE "C",
  symbols text[] NOT NULL DEFAULT '{}',
  -- How many lines were read, and up to which one it was checked whether something is in the way.
  lines integer NOT NULL DEFAULT 0,
  checked integer NOT NULL DEFAULT 0,
  portfolios integer NOT NULL DEFAULT 0,
  stored integer NOT NULL DEFAULT 0,
  skipped integer NOT NULL DEFAULT 0,
  wrong integer NOT NULL DEFAULT 0,
  -- Rises when somebody takes it over: who had it before may then store nothing more.
  attempt integer NOT NULL DEFAULT 0,
  begun_at timestamptz NOT NULL,
  beat_at timestamptz NOT NULL,
  ended_at timestamptz
);

CREATE UNIQUE INDEX imports_one_runs ON imports ((true)) WHERE state IN ('CHECKING', 'STORING');
CREATE INDEX imports_by_time ON imports (begun_at, id);

-- No foreign keys: one is looked up for each row, and a hundred thousand rows come at once.
CREATE TABLE import_lines (
  import_id uuid NOT NULL,
  line integer NOT NULL,
  portfolio_id text COLLATE "C" NOT NULL,
  account_id text COLLATE "C" NOT NULL,
  -- What PORTFOLIO_CREATED will say.
  detail jsonb NOT NULL,
  PRIMARY KEY (import_id, line)
  -- They live for a minute: compressing them costs more than it saves.
) WITH (toast_tuple_target = 8160);

CREATE INDEX import_lines_by_portfolio ON import_lines (portfolio_id);
CREATE INDEX import_lines_by_account ON import_lines (account_id);

CREATE TABLE import_problems (
  import_id uuid NOT NULL,
  line integer NOT NULL,
  field text NOT NULL,
  code text NOT NULL,
  message text NOT NULL,
  PRIMARY KEY (import_id, line)
);

-- A transaction that creates portfolios holds this lock, shared, until it is committed. An import that begins to check takes it alone for a moment:
-- afterwards everybody sees that it runs, and it sees everything that they have created.
CREATE FUNCTION announce_creation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(7432002);
  RETURN NULL;
END $$;

-- The row of somebody else is left out, which every build takes for an account that is taken. It runs as the owner, so that it needs no grant.
CREATE FUNCTION keep_for_import() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  running uuid;
BEGIN
  SELECT id INTO running FROM imports WHERE state IN ('CHECKING', 'STORING');
  IF running IS NULL OR running::text = current_setting('autobalancer.import', true) THEN RETURN NEW; END IF;
  IF EXISTS (SELECT FROM import_lines WHERE portfolio_id = NEW.id AND import_id = running)
    OR EXISTS (SELECT FROM import_lines WHERE account_id = NEW.account_id AND import_id = running)
  THEN RETURN NULL; END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER portfolios_announced BEFORE INSERT ON portfolios FOR EACH STATEMENT EXECUTE FUNCTION announce_creation();
CREATE TRIGGER portfolios_kept_for_import BEFORE INSERT ON portfolios FOR EACH ROW EXECUTE FUNCTION keep_for_import();
