// What must never appear in a log, no matter where in a line.

import { SECRETS, type SecretName, type Secrets, secretsOf } from '../secrets';

/** The variables that Temporal's own configuration reads. */
const OF_TEMPORAL = ['TEMPORAL_API_KEY', 'TEMPORAL_TLS_CLIENT_KEY_DATA'] as const;
/** The id of a key may be shown: it tells an operator which key is meant. */
const SHOWN: ReadonlySet<SecretName> = new Set(['ALPACA_KEY_ID', 'ALPACA_SECOND_KEY_ID']);
/** Of these only the password is secret. */
const URLS: ReadonlySet<SecretName> = new Set(['DATABASE_URL', 'DATABASE_OWNER_URL']);
const KEYS: readonly [id: SecretName, secret: SecretName][] = [
  ['ALPACA_KEY_ID', 'ALPACA_SECRET_KEY'],
  ['ALPACA_SECOND_KEY_ID', 'ALPACA_SECOND_SECRET_KEY'],
];
/** The key of a simulator that checks no keys: a common word in many lines, and not a secret. */
const NO_SECRET = 'simulator';
/** Shorter values would hide ordinary words. */
const SECRET_MIN = 8;
const REDACTED = '[redacted]';
/** A key of our API. The id inside it may be shown. */
const API_KEY = /\b(ab_live_[a-z2-7]{8}_)[\w-]{20,}/g;
/** The secret of a webhook. */
const WEBHOOK_SECRET = /\b(whsec_)[A-Za-z0-9+/=]{20,}/g;
const PASSWORD_IN_URL = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@"]*:)[^\s/@"]+(?=@)/gi;

/**
 * Returns a function that removes the secrets of `environment` from a text, including those that have been replaced since, and
 * the password from every URL. It finds a secret as plain text, as encoded in a URL or in JSON, and in the base64 of HTTP Basic.
 */
export function createScrubber(environment: NodeJS.ProcessEnv): (text: string) => string {
  const secrets = secretsOf(environment);
  const ofTemporal = OF_TEMPORAL.flatMap((name) => environment[name] ?? []);
  let patterns: readonly string[] = [];
  let known = -1;
  return (text) => {
    const count = SECRETS.reduce((sum, name) => sum + secrets.seen(name).length, 0);
    if (count !== known) patterns = patternsOf(secrets, ofTemporal);
    known = count;
    return patterns
      .reduce((left, secret) => left.replaceAll(secret, REDACTED), text)
      .replace(PASSWORD_IN_URL, `$1${REDACTED}`);
  };
}

/** Removes every key of our API, and every secret of a webhook, from a text. Only the command line prints one. */
export function withoutKeys(text: string): string {
  return text.replace(API_KEY, `$1${REDACTED}`).replace(WEBHOOK_SECRET, `$1${REDACTED}`);
}

function patternsOf(secrets: Secrets, others: readonly string[]): string[] {
  const ours = SECRETS.filter((name) => !SHOWN.has(name)).flatMap((name) => {
    const values = secrets.seen(name);
    return URLS.has(name) ? values.flatMap(passwordOf) : values;
  });
  const forms = [...ours, ...others]
    .filter((secret) => secret !== NO_SECRET && secret.length >= SECRET_MIN)
    .flatMap(formsOf);
  return [...new Set([...basics(secrets), ...forms])].sort((a, b) => b.length - a.length);
}

/** Id and secret are replaced one after the other, so any id may appear beside any secret. */
function basics(secrets: Secrets): string[] {
  return KEYS.flatMap(([id, secret]) =>
    secrets
      .seen(secret)
      .flatMap((value) => ['', ...secrets.seen(id)].map((name) => Buffer.from(`${name}:${value}`).toString('base64'))),
  );
}

function passwordOf(url: string): string[] {
  if (!URL.canParse(url)) return [];
  const { password } = new URL(url);
  return password === '' ? [] : [password, decodeURIComponent(password)];
}

function formsOf(secret: string): string[] {
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
}
