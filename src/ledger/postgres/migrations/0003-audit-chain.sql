-- Each portfolio's audit is a chain: its rows are numbered without a gap, and each carries the hash of everything before it.
-- src/ledger/rules/audit-chain.ts computes the same hashes.

-- The end of each chain. Whoever writes an audit row holds this row until its transaction ends, so sequences have no gap.
CREATE TABLE audit_heads (
  portfolio_id text COLLATE "C" PRIMARY KEY,
  sequence bigint NOT NULL CHECK (sequence >= 1),
  hash bytea NOT NULL
  -- Its rows change with every audit row: room on the page keeps them there.
) WITH (fillfactor = 50);

ALTER TABLE audit ADD COLUMN sequence bigint, ADD COLUMN hash bytea;

-- The actor comes last: nothing else of a row can hold a line break that is not escaped.
CREATE FUNCTION audit_hash(previous bytea, row_sequence bigint, a audit) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT sha256(previous || convert_to(concat_ws(E'\n',
    row_sequence, a.portfolio_id, coalesce(a.batch_id::text, '-'), a.event,
    to_char(a.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), a.detail::text, a.actor
  ), 'UTF8'))
$$;

-- It runs as the owner: the program's own role may read the heads and never set them.
CREATE FUNCTION chain_audit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO audit_heads AS head VALUES (NEW.portfolio_id, 1, audit_hash('', 1, NEW))
    ON CONFLICT (portfolio_id) DO UPDATE
      SET sequence = head.sequence + 1, hash = audit_hash(head.hash, head.sequence + 1, NEW)
    RETURNING sequence, hash INTO NEW.sequence, NEW.hash;
  RETURN NEW;
END $$;

-- What was recorded before is chained in the order in which it was recorded.
ALTER TABLE audit DISABLE TRIGGER audit_append_only;
DO $$
DECLARE
  old audit;
  head audit_heads;
BEGIN
  FOR old IN SELECT * FROM audit ORDER BY portfolio_id, id LOOP
    IF head.portfolio_id IS DISTINCT FROM old.portfolio_id THEN head := (old.portfolio_id, 0, ''::bytea); END IF;
    head.sequence := head.sequence + 1;
    head.hash := audit_hash(head.hash, head.sequence, old);
    UPDATE audit SET sequence = head.sequence, hash = head.hash WHERE id = old.id;
    INSERT INTO audit_heads VALUES (head.*) ON CONFLICT (portfolio_id) DO UPDATE
      SET sequence = excluded.sequence, hash = excluded.hash;
  END LOOP;
END $$;
ALTER TABLE audit ENABLE TRIGGER audit_append_only;

ALTER TABLE audit ALTER COLUMN sequence SET NOT NULL, ALTER COLUMN hash SET NOT NULL;
CREATE UNIQUE INDEX audit_chain ON audit (portfolio_id, sequence);
DROP INDEX audit_by_portfolio;

CREATE TRIGGER audit_chained BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION chain_audit();
