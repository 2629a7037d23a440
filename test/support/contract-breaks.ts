import { mayDo, type Role } from '../../src/domain/role';

type Json = Record<string, unknown>;
interface Document {
  paths: Record<string, Record<string, { 'x-role': Role }>>;
  components: { schemas: Record<string, Json> };
}

/** Says what of `before` a client may rely on and `after` has not any more: within /v1 that is never taken away. */
export function contractBreaks(before: Document, after: Document): string[] {
  const operations = Object.entries(before.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { 'x-role': role }]) => {
      const now = after.paths[path]?.[method];
      if (now === undefined) return [`${method} ${path} is gone`];
      return mayDo(role, now['x-role']) ? [] : [`${method} ${path} takes ${now['x-role']}, and took ${role}`];
    }),
  );
  const schemas = Object.entries(before.components.schemas).flatMap(([name, schema]) => {
    const now = after.components.schemas[name];
    return now === undefined ? [`${name} is gone`] : schemaBreaks(name, schema, now);
  });
  return [...operations, ...schemas];
}

function schemaBreaks(at: string, before: Json, after: Json): string[] {
  const [had, has] = [propertiesOf(before), propertiesOf(after)];
  const wanted = (schema: Json) => new Set(schema.required as string[] | undefined);
  // What a client sends is strict: a field that it does not know yet must not be asked of it.
  const isSent = before.additionalProperties === false;
  const newlyWanted = isSent ? [...wanted(after)].filter((name) => !wanted(before).has(name)) : [];
  const values = (before.enum as string[] | undefined) ?? [];
  const left = new Set(after.enum as string[] | undefined);
  return [
    ...(JSON.stringify(before.type) === JSON.stringify(after.type) ? [] : [`${at} has another type`]),
    ...values.filter((value) => !left.has(value)).map((value) => `${at} has no ${value} any more`),
    ...newlyWanted.map((name) => `${at}.${name} must be sent, and was not`),
    ...Object.entries(had).flatMap(([name, schema]) =>
      has[name] === undefined ? [`${at}.${name} is gone`] : schemaBreaks(`${at}.${name}`, schema, has[name]),
    ),
    ...(isSchema(before.items) && isSchema(after.items) ? schemaBreaks(`${at}[]`, before.items, after.items) : []),
  ];
}

function propertiesOf({ properties = {} }: Json): Record<string, Json> {
  return properties as Record<string, Json>;
}

function isSchema(value: unknown): value is Json {
  return typeof value === 'object' && value !== null;
}
