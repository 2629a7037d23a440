import pino, { type Logger } from 'pino';
import { createScrubber, withoutKeys } from './redact';

/**
 * Returns the log of one program: JSON, a line each, on standard output, and for people at a terminal "monitor: watching".
 * The secrets of `environment` are in no line of it, nor a key of our API.
 *
 * The format and level come from AUTOBALANCER_LOG_FORMAT and AUTOBALANCER_LOG_LEVEL. It is there before the configuration is
 * read, so that what is wrong with that can be logged: what it cannot read counts as not set.
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
      // By name, whatever their value: what is only known where it is used.
      redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`]), censor: '[redacted]' },
    },
    { write: (line) => void out.write(withoutKeys(scrub(human ? forPeople(line) : line))) },
  );
}

const SECRET_FIELDS = ['secretKey', 'password', 'authorization', 'apiKey'];

/** "monitor: what happened", and for a failure why. */
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
