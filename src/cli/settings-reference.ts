import { z } from 'zod';
import { Environment } from '../config';
import { SECRETS } from '../secrets';

/** Returns docs/configuration.md: every setting with what it takes and what it is unless set. */
export function settingsReference(): string {
  const { properties = {}, required = [] } = z.toJSONSchema(Environment, { io: 'input' });
  const presets: Record<string, unknown> = Environment.partial({ DATABASE_URL: true }).parse({});
  const rows = Object.entries(properties).map(([name, setting]) => {
    const { description, enum: words } = setting as z.core.JSONSchema.JSONSchema;
    const takes = words === undefined ? '' : ` (${words.map(code).join(', ')})`;
    const unless = required.includes(name) ? 'must be set' : name in presets ? code(presets[name]) : '';
    return `| \`${name}\` | ${description ?? ''}${takes} | ${unless} |`;
  });
  return `${HEAD}\n${rows.join('\n')}\n`;
}

const HEAD = `<!-- Made from src/config.ts by "npm run reference". -->

# Configuration

Every program reads its environment once, at its start. A wrong or unknown setting stops it with a sentence that names the setting
(exit code 78 of the command line); an empty one counts as not set. What a program read is in the first line of its log, without secrets.

Secrets need not be in the environment: ${SECRETS.map((name) => `\`${name}_FILE\``).join(', ')} each
name a file that holds the value. Give one of the two, not both. Such a file is read again while the program runs, within a second after it is
replaced: a new key, password or webhook needs no restart ([how](runbook.md#rotate-a-key)). An empty or missing file changes nothing until
it has content again. A database connection that is open stays in use for up to five minutes.

Temporal is found by its own settings, \`TEMPORAL_ADDRESS\`, \`TEMPORAL_NAMESPACE\`, \`TEMPORAL_API_KEY\`, \`TEMPORAL_TLS_…\`, or its configuration file
([environment configuration](https://docs.temporal.io/develop/environment-configuration)): localhost:7233 and \`default\` unless set.

| variable | is | unless set |
|---|---|---|`;

const code = (value: unknown) => `\`${String(value)}\``;
