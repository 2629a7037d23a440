// What must never be read in a log, wherever in a line it stands.

const SECRETS = ['ALPACA_SECRET_KEY', 'SLACK_WEBHOOK_URL', 'TEMPORAL_API_KEY', 'TEMPORAL_TLS_CLIENT_KEY_DATA'] as const;
const URLS = ['DATABASE_URL', 'DATABASE_OWNER_URL'] as const;
/** The key of a simulator that checks none: a word that stands in many lines, and no secret. */
const NO_SECRET = 'simulator';
/** Shorter ones would blot out ordinary words. */
const SECRET_MIN = 8;
const REDACTED = '[redacted]';
const PASSWORD_IN_URL = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@"]*:)[^\s/@"]+(?=@)/gi;

/**
 * Returns a function that takes the secrets of `environment` out of a text, and the password out of every URL. A secret is
 * found as it is, as it stands in a URL or in JSON, and in the base64 of HTTP Basic.
 */
export function createScrubber(environment: NodeJS.ProcessEnv): (text: string) => string {
  const secrets = [
    ...SECRETS.flatMap((name) => environment[name] ?? []),
    ...URLS.flatMap((name) => passwordOf(environment[name])),
  ];
  const basic = Buffer.from(`${environment.ALPACA_KEY_ID ?? ''}:${environment.ALPACA_SECRET_KEY ?? ''}`).toString(
    'base64',
  );
  const forms = [
    basic,
    ...secrets.filter((secret) => secret !== NO_SECRET && secret.length >= SECRET_MIN).flatMap(formsOf),
  ];
  const patterns = [...new Set(forms)].sort((a, b) => b.length - a.length);
  return (text) =>
    patterns
      .reduce((left, secret) => left.replaceAll(secret, REDACTED), text)
      .replace(PASSWORD_IN_URL, `$1${REDACTED}`);
}

function passwordOf(url: string | undefined): string[] {
  if (url === undefined || !URL.canParse(url)) return [];
  const { password } = new URL(url);
  return password === '' ? [] : [password, decodeURIComponent(password)];
}

function formsOf(secret: string): string[] {
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
}
