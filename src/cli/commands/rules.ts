import type { Command } from 'commander';
import { RULE_KINDS, SEVERITIES } from '../../domain/rules';
import { objectOf } from '../../input/portfolio';
import { parseRules } from '../../input/rules';
import type { KeptRuleSet } from '../../operations/rules';
import { wholeNumber } from '../arguments';
import { type Answer, type Cli, examples } from '../cli';
import { taken } from '../failure';
import { readJson } from '../json-file';
import { facts, table } from '../screen/table';

const FILE = `JSON, or - for standard input: { "rules": [{ "kind", "severity", "limit"?, "symbols"? }] }
kinds: ${Object.keys(RULE_KINDS).join(', ')}; severities: ${Object.keys(SEVERITIES).join(', ')}`;

export function addRulesCommands(program: Command, cli: Cli): void {
  const rules = program.command('rules').description('what the plans of all portfolios are held to');
  const show = rules
    .command('show')
    .description('show the rules, with who set them, when and why')
    .action(cli.answers(async () => answerOf(await cli.door().showRules(), cli)));
  examples(show, 'rules show', 'rules show --json');
  const set = rules
    .command('set')
    .description('replace the rules: the next plan of every portfolio is held to them')
    .argument('<file>', FILE)
    .requiredOption('--reason <text>', 'why, for the audit')
    .option('--if-version <number>', 'only while this is their version', wholeNumber)
    .action(
      cli.answers(async (file: string, options: { reason: string; ifVersion?: number }) => {
        const { rules: given } = objectOf(await readJson(file), 'the rules', 'file');
        // Mistakes in the file are reported before any server is asked.
        const set = taken(await cli.door().setRules({ rules: parseRules(given), ...options }));
        return answerOf(set.set, cli);
      }),
    );
  examples(
    set,
    'rules set rules.json --reason "the investment committee of March"',
    'rules set rules.json --if-version 3 --reason "the same, for META alone"',
  );
}

function answerOf(set: KeptRuleSet, { screen }: Cli): Answer {
  const { version, rules, reason, by, at } = set;
  const rows = rules.map(({ kind, severity, limit, symbols }) => [
    severity,
    kind,
    limit ?? '',
    symbols.join(' '),
    RULE_KINDS[kind],
  ]);
  const about = facts([
    ['version', `${version}`],
    ...(by === null
      ? []
      : ([
          ['since', `${at}, by ${by}`],
          ['reason', reason ?? ''],
        ] as [string, string][])),
  ]);
  const text =
    rows.length === 0 ? 'There are no rules.' : table(['SEVERITY', 'KIND', 'LIMIT', 'SYMBOLS', 'MEANS'], rows, screen);
  return { json: set, text: [about, text].join('\n\n') };
}
