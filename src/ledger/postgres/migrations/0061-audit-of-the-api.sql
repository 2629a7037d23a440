-- What the database role of the HTTP API may not say in the audit: a hole in the API must not invent what the program did, nor that somebody
-- asked by another door. The owner and the program's own role are not held by this.

-- The kinds of events that a door writes. The grants, which are set after the migrations, bring the list.
CREATE FUNCTION is_event_of_a_door(event text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';

CREATE FUNCTION guard_audit_of_api() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT is_api_role() THEN RETURN NEW; END IF;
  IF NOT is_event_of_a_door(NEW.event) THEN
    RAISE EXCEPTION 'the API never writes the event %', NEW.event USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.via IN ('api', 'console') THEN RETURN NEW; END IF;
  -- The API may run what another door has received.
  IF NEW.event IN ('PORTFOLIO_CREATED', 'IMPORT_BEGUN', 'IMPORT_ENDED') AND EXISTS (
    SELECT FROM imports WHERE actor = NEW.actor AND via = NEW.via AND state IN ('CHECKING', 'STORING', 'DONE')
  ) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'the API does nothing by the door %', coalesce(NEW.via, 'of nobody') USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_of_api BEFORE INSERT ON audit FOR EACH ROW
  WHEN (NEW.via IS NULL OR NEW.via NOT IN ('api', 'console') OR NOT is_event_of_a_door(NEW.event))
  EXECUTE FUNCTION guard_audit_of_api();

CREATE FUNCTION guard_import_of_api() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF is_api_role() THEN
    RAISE EXCEPTION 'the API receives no file by the door %', coalesce(NEW.via, 'of nobody') USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER imports_of_api BEFORE INSERT ON imports FOR EACH ROW
  WHEN (NEW.via IS NULL OR NEW.via NOT IN ('api', 'console')) EXECUTE FUNCTION guard_import_of_api();
