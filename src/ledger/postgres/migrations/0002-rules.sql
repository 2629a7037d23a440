-- What no statement may do, whoever sends it: the tables of domain/order and domain/batch, and what is append-only.

CREATE FUNCTION refuse(rule text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%', rule USING ERRCODE = 'check_violation';
END $$;

CREATE FUNCTION guard_batch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'PENDING' THEN PERFORM refuse('a batch starts PENDING'); END IF;
    IF NEW.epoch <> 1 THEN PERFORM refuse('a batch starts with epoch 1'); END IF;
    RETURN NEW;
  END IF;
  IF OLD.state NOT IN ('PENDING', 'STALE') THEN
    PERFORM refuse(format('batch %s is closed (%s) and never changes again', OLD.id, OLD.state));
  END IF;
  IF OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
    ('PENDING', 'SUCCESS'), ('PENDING', 'ROLLED_BACK'), ('PENDING', 'STALE'),
    ('STALE', 'ROLLED_BACK'), ('STALE', 'ADOPTED')
  ) THEN
    PERFORM refuse(format('batch %s may not become %s from %s', OLD.id, NEW.state, OLD.state));
  END IF;
  IF NEW.epoch < OLD.epoch THEN PERFORM refuse('the epoch of a batch never falls'); END IF;
  IF (NEW.id, NEW.portfolio_id, NEW.account_id) IS DISTINCT FROM (OLD.id, OLD.portfolio_id, OLD.account_id) THEN
    PERFORM refuse('what a batch is about never changes');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER batches_guard BEFORE INSERT OR UPDATE ON batches FOR EACH ROW EXECUTE FUNCTION guard_batch();

CREATE FUNCTION guard_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'PENDING' OR NEW.sent_at IS NOT NULL OR NEW.filled_quantity <> 0 THEN
      PERFORM refuse('an order starts PENDING, unsent and without fills');
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
    ('PENDING', 'SUCCESS'), ('PENDING', 'ERROR'), ('PENDING', 'UNKNOWN'),
    ('UNKNOWN', 'SUCCESS'), ('UNKNOWN', 'ERROR'),
    ('SUCCESS', 'ROLLED_BACK'), ('ERROR', 'ROLLED_BACK')
  ) THEN
    PERFORM refuse(format('order %s may not become %s from %s', OLD.client_order_id, NEW.state, OLD.state));
  END IF;
  IF OLD.state NOT IN ('PENDING', 'UNKNOWN') AND (NEW.filled_quantity, NEW.sent_at) IS DISTINCT FROM (OLD.filled_quantity, OLD.sent_at) THEN
    PERFORM refuse(format('order %s is definite: its fills never change', OLD.client_order_id));
  END IF;
  IF NEW.filled_quantity < OLD.filled_quantity THEN PERFORM refuse('the filled quantity of an order never falls'); END IF;
  IF OLD.sent_at IS NOT NULL AND NEW.sent_at IS NULL THEN PERFORM refuse('an order that was sent stays sent'); END IF;
  IF OLD.sent_at IS NOT NULL AND (NEW.quantity, NEW.notional) IS DISTINCT FROM (OLD.quantity, OLD.notional) THEN
    PERFORM refuse('the size of an order never changes once it was sent');
  END IF;
  IF (NEW.client_order_id, NEW.batch_id, NEW.symbol, NEW.kind, NEW.attempt, NEW.side)
    IS DISTINCT FROM (OLD.client_order_id, OLD.batch_id, OLD.symbol, OLD.kind, OLD.attempt, OLD.side) THEN
    PERFORM refuse('what an order is about never changes');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER orders_guard BEFORE INSERT OR UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION guard_order();

CREATE FUNCTION guard_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refuse(format('%s is append-only', TG_TABLE_NAME));
  RETURN NULL;
END $$;

CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION guard_append_only();
CREATE TRIGGER audit_not_emptied BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION guard_append_only();
CREATE TRIGGER fills_append_only BEFORE UPDATE OR DELETE ON fills FOR EACH ROW EXECUTE FUNCTION guard_append_only();
CREATE TRIGGER fills_not_emptied BEFORE TRUNCATE ON fills FOR EACH STATEMENT EXECUTE FUNCTION guard_append_only();
