import { type Command, Option } from 'commander';
import type { ApiKey } from '../../domain/api-key';
import { ROLES, type Role } from '../../domain/role';
import { wholeNumber } from '../arguments';
import { type Cli, examples } from '../cli';
import { taken } from '../failure';
import { facts, table } from '../screen/table';

export function addKeyCommands(program: Command, cli: Cli): void {
  const keys = program.command('key').description('the keys of the HTTP API');
  const create = keys
    .command('create')
    .description('make a key and print it; the secret is shown only this once')
    .addOption(new Option('--role <role>', 'what it may do').choices(ROLES).makeOptionMandatory())
    .requiredOption('--name <text>', 'a name: which program or person uses it')
    .option('--owner <person>', 'the person it is for: their login, or user:ISSUER#SUBJECT')
    .option('--days <number>', 'for how many days it works, at most 365', wholeNumber, 90)
    .action(
      cli.answers(async ({ role, name, owner, days }: { role: Role; name: string; owner?: string; days: number }) => {
        const { key, secret } = await cli.door().createKey({ role, name, owner, days });
        return {
          json: { key, secret },
          text: facts([
            ['key', secret],
            ['id', key.id],
            ['role', key.role],
            ['owner', key.owner ?? NO_OWNER],
            ['expires', key.expiresAt],
          ]),
        };
      }),
    );
  examples(
    create,
    'key create --role viewer --name "reporting"',
    'key create --role approver --name "Anna Berg" --owner anna',
    'key create --role admin --name deploy --days 7 --json',
  );
  const list = keys
    .command('list')
    .description('list the keys, without their secrets')
    .option('--limit <number>', 'show at most this many', wholeNumber, 100)
    .option('--after <id>', 'go on after this key')
    .action(
      cli.answers(async ({ limit, after }: { limit: number; after?: string }) => {
        const found = await cli.door().listKeys({ limit, ...(after !== undefined && { after }) });
        const text = found.length === 0 ? 'There are no keys.' : table(HEADINGS, found.map(rowOf), cli.screen);
        return { json: { keys: found }, text };
      }),
    );
  examples(list, 'key list', 'key list --json');
  const revoke = keys
    .command('revoke')
    .description('revoke a key: its next request is refused')
    .argument('<id>', 'the id of the key')
    .action(
      cli.answers(async (id: string) => {
        const { key } = taken(await cli.door().revokeKey(id));
        return { json: { key }, text: `key ${id} was revoked at ${key.revokedAt}` };
      }),
    );
  examples(revoke, 'key revoke k3b7qd2m');
}

const NO_OWNER = 'nobody: it does not count as one of two people';
const HEADINGS = ['ID', 'ROLE', 'NAME', 'OWNER', 'EXPIRES', 'LAST USED', 'REVOKED'];

function rowOf({ id, role, name, owner, expiresAt, lastUsedAt, revokedAt }: ApiKey): string[] {
  return [id, role, name, owner ?? '-', expiresAt, lastUsedAt ?? 'never', revokedAt ?? '-'];
}
