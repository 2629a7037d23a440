-- An order that is UNKNOWN becomes definite when the broker shows it, or when two people say what became of it, an hour after it was
-- sent. Nothing else ends it. The audit bears out what they said: its rows are written first, in the same transaction.

ALTER TABLE fills ADD declared boolean NOT NULL DEFAULT false;
ALTER TABLE fills ADD CONSTRAINT fills_declared CHECK (declared = (execution_id = 'declared-' || client_order_id)) NOT VALID;

-- domain/person.ts compares names in the same way.
CREATE FUNCTION plain_name(name text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT lower(regexp_replace(normalize(name, NFKC), '\s', '', 'g'))
$$;

CREATE FUNCTION guard_declared() RETURNS trigger LANGUAGE plpgsql AS $$
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
         AND plain_name(second.actor) <> plain_name(first.actor)
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

-- It runs after orders_guard: triggers of one kind run by name.
CREATE TRIGGER orders_guard_declared BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION guard_declared();

CREATE FUNCTION guard_declared_fill() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.declared AND NOT EXISTS (
    SELECT FROM orders WHERE client_order_id = NEW.client_order_id AND error_code = 'DECLARED' AND filled_quantity >= NEW.quantity
  ) THEN
    PERFORM refuse(format('fill %s is of no order that was declared', NEW.execution_id));
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER fills_guard_declared BEFORE INSERT ON fills FOR EACH ROW EXECUTE FUNCTION guard_declared_fill();
