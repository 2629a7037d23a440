-- The person a key was made for, and everybody who may have seen its secret: who made it, and who is behind that one's key. They never change.
-- The build before makes keys without an owner: they are nobody's second person, as before.
ALTER TABLE api_keys ADD COLUMN owner text, ADD COLUMN makers text[] NOT NULL DEFAULT '{}';
ALTER TABLE api_keys ADD CONSTRAINT api_keys_owner
  CHECK (owner IS NULL OR (btrim(owner) <> '' AND cardinality(makers) > 0)) NOT VALID;

CREATE OR REPLACE FUNCTION guard_api_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.revoked_at IS NOT NULL AND (NEW.revoked_at, NEW.revoked_by) IS DISTINCT FROM (OLD.revoked_at, OLD.revoked_by) THEN
    PERFORM refuse(format('key %s was revoked, and stays so', OLD.id));
  END IF;
  IF (NEW.owner, NEW.makers, NEW.created_by) IS DISTINCT FROM (OLD.owner, OLD.makers, OLD.created_by) THEN
    PERFORM refuse(format('whose key %s is, and who made it, never changes', OLD.id));
  END IF;
  RETURN NEW;
END $$;

-- domain/same-person.ts has the same rules, and a test compares them. Two persons:
CREATE FUNCTION is_one_person(one text, other text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN one ~ '^(key|program):.' OR other ~ '^(key|program):.' THEN true
    WHEN one ~ '^user:.+#.' OR other ~ '^user:.+#.' THEN
      one = other OR NOT (one ~ '^user:.+#.' AND other ~ '^user:.+#.')
    ELSE person_name(one) = person_name(other)
  END
$$;

-- Everybody who may be behind a principal: of a key with an owner these are the owner and the makers.
CREATE FUNCTION people_behind(actor text) RETURNS text[] LANGUAGE sql STABLE AS $$
  SELECT coalesce(
    (SELECT owner || makers FROM api_keys
      WHERE id = split_part(substr(actor, length('key:') + 1), '#', 1) AND 'key:' || id || '#' || owner = actor),
    ARRAY[actor])
$$;

CREATE OR REPLACE FUNCTION is_same_person(one text, other text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM unnest(people_behind(one)) AS a(person), unnest(people_behind(other)) AS b(person)
     WHERE is_one_person(a.person, b.person))
$$;

-- A trigger instead of a constraint: it reads another table.
ALTER TABLE approvals DROP CONSTRAINT approvals_by_two;
CREATE FUNCTION guard_approved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state = 'APPROVED' AND is_same_person(NEW.proposed_by, NEW.decided_by) THEN
    PERFORM refuse(format('approval %s: somebody who is certainly another person approves it', NEW.id));
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER approvals_by_two BEFORE INSERT OR UPDATE ON approvals FOR EACH ROW EXECUTE FUNCTION guard_approved();
