// The secrets of a program: each is in the environment as NAME, or in a file that NAME_FILE names.
//
// A secret that is mounted into a container is replaced while programs run: another file takes the place of the first one. So the
// file is read again when its value is wanted, at most once a second. What it held before stays a secret.

import { readFileSync } from 'node:fs';

export const SECRETS = [
  'DATABASE_URL',
  'DATABASE_OWNER_URL',
  'ALPACA_KEY_ID',
  'ALPACA_SECRET_KEY',
  'ALPACA_SECOND_KEY_ID',
  'ALPACA_SECOND_SECRET_KEY',
  'SLACK_WEBHOOK_URL',
  'AUTOBALANCER_KEY',
] as const;
export type SecretName = (typeof SECRETS)[number];

export interface Secrets {
  /** Returns its value of this moment, or undefined when it is not set. */
  now(name: SecretName): string | undefined;
  /** Returns every value it has had. */
  seen(name: SecretName): readonly string[];
  /** Says which setting cannot be used and what to do, or undefined. */
  problem(): string | undefined;
}

const READ_EVERY_MS = 1_000;

/** Returns the secrets that `environment` names; the same ones each time, so that the log of a program knows what the program has read. */
export function secretsOf(environment: NodeJS.ProcessEnv): Secrets {
  const known = opened.get(environment) ?? createSecrets(environment, () => performance.now());
  opened.set(environment, known);
  return known;
}

const opened = new WeakMap<NodeJS.ProcessEnv, Secrets>();

/** An empty setting counts as not set. */
export function createSecrets(environment: NodeJS.ProcessEnv, monotonicMs: () => number): Secrets {
  const secrets = new Map(
    SECRETS.map((name) => [name, createSecret(environment[name], environment[`${name}_FILE`], monotonicMs)] as const),
  );
  return {
    now: (name) => secrets.get(name)?.now(),
    seen: (name) => [...(secrets.get(name)?.seen ?? [])],
    problem: () => {
      const both = SECRETS.find((name) => environment[name] && environment[`${name}_FILE`]);
      if (both !== undefined) return `${both} and ${both}_FILE are both set: remove one of them`;
      for (const [name, secret] of secrets) {
        secret.now();
        const problem = secret.problem();
        if (problem !== undefined) return `${name}_FILE names a file that cannot be used: ${problem}`;
      }
      return undefined;
    },
  };
}

function createSecret(given: string | undefined, file: string | undefined, monotonicMs: () => number) {
  const seen = new Set<string>(given ? [given] : []);
  let value = given || undefined;
  let problem: string | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  const now = () => {
    if (!file || monotonicMs() - readAt < READ_EVERY_MS) return value;
    readAt = monotonicMs();
    const read = readText(file);
    problem = read.problem ?? (read.text === '' ? `${file} is empty` : undefined);
    // A file that is gone or empty is about to be replaced: until then the last value counts.
    if (!read.text) return value;
    seen.add(read.text);
    value = read.text;
    return value;
  };
  return { seen, now, problem: () => problem };
}

/** Editors and `echo` end a file with a line break that is not part of the secret. */
function readText(file: string): { text?: string; problem?: string } {
  try {
    return { text: readFileSync(file, 'utf8').trim() };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}
