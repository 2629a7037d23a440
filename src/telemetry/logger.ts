import pino, { type Logger } from 'pino';
import { createScrubber, withoutKeys } from './redact';

/**
 * Returns the log of one program: JSON, a line each, on standard output, and for people at a terminal "monitor: watching".
 * No line contains a secret of `environment` or a key of our API.
 *
 * The format and level come from AUTOBALANCER_LOG_FORMAT and AUTOBALANCER_LOG_LEVEL. It is built before the configuration is
 * read, so that a mistake in the configuration can be logged: what it cannot read counts as not set.
 */
export function createLogger(
  program: string,
  environment: NodeJS.ProcessEnv,
  out: { write(text: string): unknown; isTTY?: boolean } = process.stdout,
): Logger {
  const scrub = createScrubber(environment);
  const { AUTOBALANCER_LOG_FORMAT: format, AUTOBALANCER_LOG_LEVEL: level = '' } = environment;
  const human = format === 'human' || (format !== 'json' && out.isTTY === true);
  return pino(
    {
      base: { program },
      level: level in pino.levels.values ? level : 'info',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      // By name, whatever their value: some secrets are known only where they are used.
      redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`]), censor: '[redacted]' },
    },
    { write: (line) => void out.write(withoutKeys(scrub(human ? forPeople(line) : line))) },
  );
}

const SECRET_FIELDS = ['secretKey', 'password', 'authorization', 'apiKey'];

/** "monitor: what happened", and the reason if it is a failure. */
function forPeople(line: string): string {
  const { program, level, msg, err } = JSON.parse(line) as {
    program: string;
    level: string;
    msg?: string;
    err?: { message: string };
  };
  const mark = level === 'warn' || level === 'error' || level === 'fatal' ? `${level.toUpperCase()} ` : '';
  const why = err === undefined || err.message === msg ? '' : `: ${err.message}`;
  return `${program}: ${mark}${msg ?? ''}${why}\n`;
}
