-- What the database role of the HTTP API may not do although it may write to these tables: a hole in the API must not invent what somebody
-- holds, nor let trading go on after a halt by itself. The owner and the program's own role are not held by this.

CREATE FUNCTION is_api_role() RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  -- A superuser counts as a member of each role.
  RETURN EXISTS (SELECT FROM pg_roles WHERE rolname = 'autobalancer_api')
    AND pg_has_role(current_user, 'autobalancer_api', 'MEMBER') AND NOT pg_has_role(current_user, 'autobalancer_app', 'MEMBER');
END $$;

-- By which transaction it was created; null for one that is older than this column. Nobody but the owner may change it.
ALTER TABLE portfolios ADD COLUMN created_in xid8;
ALTER TABLE portfolios ALTER COLUMN created_in SET DEFAULT pg_current_xact_id();

CREATE FUNCTION guard_holding_of_api() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF is_api_role() AND NOT EXISTS (
    SELECT FROM portfolios WHERE id = NEW.portfolio_id AND created_in = pg_current_xact_id()
  ) THEN
    RAISE EXCEPTION 'the API stores holdings only with the portfolio that it opens' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER holdings_of_api BEFORE INSERT ON holdings FOR EACH ROW EXECUTE FUNCTION guard_holding_of_api();

CREATE FUNCTION guard_trading_of_api() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.position = 'halted' AND NEW.position <> 'halted' AND is_api_role() AND NOT EXISTS (
    SELECT FROM approvals
     WHERE action = 'set-trading' AND state = 'APPROVED' AND parameters ->> 'position' = NEW.position
       AND evidence = to_char(OLD.since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
  ) THEN
    RAISE EXCEPTION 'after a halt the API lets trading go on only with an approval' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER trading_of_api BEFORE UPDATE ON trading FOR EACH ROW EXECUTE FUNCTION guard_trading_of_api();
