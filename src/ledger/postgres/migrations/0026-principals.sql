-- By which door the actor asked. The build before writes none, and its rows verify as they did.

ALTER TABLE audit ADD COLUMN via text;
ALTER TABLE audit ADD CONSTRAINT audit_via CHECK (via IN ('cli', 'api', 'console', 'program', 'temporal')) NOT VALID;

-- The door comes first, where a row without it has a number: no row can be read as another one. The actor stays last, because nothing else
-- of a row can hold a line break that is not escaped.
CREATE OR REPLACE FUNCTION audit_hash(previous bytea, row_sequence bigint, a audit) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT sha256(previous || convert_to(concat_ws(E'\n',
    a.via, row_sequence, a.portfolio_id, coalesce(a.batch_id::text, '-'), a.event,
    to_char(a.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), a.detail::text, a.actor
  ), 'UTF8'))
$$;

-- Two people are two principals: domain/principal.ts compares them in the same way, and its test walks both.
CREATE FUNCTION person_name(actor text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT plain_name(coalesce(substring(said FROM '^cli:(.+)@[^@]+$'), said))
    FROM (SELECT regexp_replace(actor, '^(temporal:)+', '') AS said) AS claim
$$;

CREATE FUNCTION is_same_person(one text, other text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN one ~ '^(key|program):.' OR other ~ '^(key|program):.' THEN true
    WHEN one ~ '^user:.+#.' OR other ~ '^user:.+#.' THEN
      one = other OR NOT (one ~ '^user:.+#.' AND other ~ '^user:.+#.')
    ELSE person_name(one) = person_name(other)
  END
$$;

CREATE OR REPLACE FUNCTION guard_declared() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  held batches;
BEGIN
  IF OLD.error_code = 'DECLARED' AND NEW.error_code IS DISTINCT FROM 'DECLARED' THEN
    PERFORM refuse(format('order %s was declared, and stays so', OLD.client_order_id));
  END IF;
  IF NEW.error_code = 'DECLARED' AND OLD.error_code IS DISTINCT FROM 'DECLARED' THEN
    SELECT * INTO held FROM batches WHERE id = NEW.batch_id;
    IF OLD.state <> 'UNKNOWN' OR NEW.state NOT IN ('SUCCESS', 'ERROR') OR held.state <> 'STALE' THEN
      PERFORM refuse(format('only an UNKNOWN order of a STALE batch is declared, not %s', OLD.client_order_id));
    END IF;
    IF NOT EXISTS (
      SELECT FROM audit second JOIN audit first ON first.portfolio_id = second.portfolio_id
       WHERE second.portfolio_id = held.portfolio_id
         AND second.event = 'OUTCOME_DECLARED' AND first.event = 'OUTCOME_PROPOSED'
         AND second.detail->>'clientOrderId' = NEW.client_order_id AND first.detail->>'clientOrderId' = NEW.client_order_id
         AND second.detail->>'declared' = first.detail->>'declared' AND second.detail->>'evidence' = first.detail->>'evidence'
         AND NOT is_same_person(second.actor, first.actor)
         AND NOT EXISTS (
           SELECT FROM audit sent
            WHERE sent.portfolio_id = held.portfolio_id AND sent.event = upper(NEW.kind) || '_SENT'
              AND sent.detail->>'clientOrderId' = NEW.client_order_id AND sent.at > second.at - interval '1 hour')
    ) THEN
      PERFORM refuse(format('order %s: two people declare an outcome, an hour after it was sent', NEW.client_order_id));
    END IF;
  ELSIF OLD.state = 'UNKNOWN' AND NEW.state IN ('SUCCESS', 'ERROR') AND NEW.broker_order_id IS NULL THEN
    -- Refused, never sent, or its id is taken: the reason is there. A fill is always the broker's to show.
    IF NEW.state = 'SUCCESS' OR NEW.error_code IS NULL OR NEW.filled_quantity <> 0 THEN
      PERFORM refuse(format('order %s is UNKNOWN: only what the broker shows ends it', NEW.client_order_id));
    END IF;
  END IF;
  RETURN NEW;
END $$;
