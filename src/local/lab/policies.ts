// The policies of a file: an object whose names are theirs, and whose values are as in a portfolio's file.

import { readJson } from '../../cli/json-file';
import { parsePolicy } from '../../input/policy';
import { InputRefused } from '../../input/refused';
import { UsageError } from '../prices/selection';
import type { NamedPolicy } from './contenders';

/** Reads the policies of `file`, in its order. @throws UsageError with the file, and with the policy and its field where one is wrong. */
export async function readPolicies(file: string): Promise<NamedPolicy[]> {
  const given = await readJson(file).catch((error: unknown) => {
    throw usageOf(error, '--policies');
  });
  if (!isObject(given) || Object.keys(given).length === 0)
    throw new UsageError(`--policies: ${file} must be an object of policies, such as ${EXAMPLE}`);
  return Object.entries(given).map(([name, fields]) => {
    if (!NAME.test(name))
      throw new UsageError(`--policies: a name is 1 to 40 letters, digits, "." or "-", not ${JSON.stringify(name)}`);
    if (!isObject(fields)) throw new UsageError(`--policies: ${name} must be an object of the fields of a policy`);
    try {
      return { kind: 'policy', name, policy: parsePolicy(fields) };
    } catch (error) {
      throw usageOf(error, `--policies: ${name}`);
    }
  });
}

const EXAMPLE = '{"calm": {"driftThreshold": "10"}}';

/** A column of the report and a word of its chart. */
const NAME = /^[A-Za-z0-9.-]{1,40}$/;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function usageOf(error: unknown, at: string): unknown {
  return error instanceof InputRefused ? new UsageError(`${at}: ${error.message}`, { cause: error }) : error;
}
