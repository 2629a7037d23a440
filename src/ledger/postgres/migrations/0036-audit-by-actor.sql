-- The same by who asked. What no door asked for, which is most of it, is left out.
CREATE INDEX CONCURRENTLY audit_by_actor ON audit (actor, at, id) WHERE via IS NOT NULL;
