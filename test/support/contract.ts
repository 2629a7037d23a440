import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { Role } from '../../src/domain/role';

export interface Operation {
  operationId: string;
  'x-role': Role;
  parameters?: { name: string; in: 'path' | 'query' | 'header'; required?: boolean }[];
  requestBody?: { content: Record<string, unknown> };
  responses: Record<string, { content: Record<string, unknown> }>;
}

export interface Contract {
  paths: Record<string, Record<string, Operation>>;
}

/** The document that is committed. */
export const CONTRACT = JSON.parse(readFileSync(join(__dirname, '../../docs/openapi.json'), 'utf8')) as Contract;

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema(CONTRACT, 'contract');

/** Says in what an answer is not as the document has it, or undefined. A path that is not in it is not checked. */
export async function differenceFromContract(request: Request, response: Response): Promise<string | undefined> {
  const { pathname } = new URL(request.url);
  const path = Object.keys(CONTRACT.paths).find((template) => patternOf(template).test(pathname));
  const operation = path === undefined ? undefined : CONTRACT.paths[path]?.[request.method.toLowerCase()];
  if (path === undefined || operation === undefined) return undefined;
  const what = `${request.method} ${path} ${response.status}`;
  const type = response.headers.get('Content-Type') ?? '';
  if (operation.responses[response.status]?.content[type] === undefined) return `${what} ${type} is not documented`;
  if (!/[/+]json$/.test(type)) return undefined;
  const pointer = [
    'paths',
    path,
    request.method.toLowerCase(),
    'responses',
    String(response.status),
    'content',
    type,
    'schema',
  ];
  const valid = ajv.getSchema(`contract#/${pointer.map(escaped).join('/')}`);
  const body: unknown = await response.clone().json();
  return valid?.(body) === true ? undefined : `${what}: ${ajv.errorsText(valid?.errors)} in ${JSON.stringify(body)}`;
}

function patternOf(template: string): RegExp {
  return new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`);
}

function escaped(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}
