import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { type AuditHead, type AuditRow, GENESIS, SYSTEM_AUDIT } from '../../../operations/list-audit';
import { wholeNumber } from '../../arguments';

import { type Cli, examples } from '../../cli';
import { taken } from '../../failure';
import { lazily } from '../../lazily';
import { table } from '../../screen/table';
import { addAuditVerifyCommand } from './verify';

const ID = `the portfolio, or ${SYSTEM_AUDIT} for events that concern all portfolios`;

export function addAuditCommands(program: Command, cli: Cli): void {
  const audit = program.command('audit').description('the audit: what was done to a portfolio, by whom and when');
  addShow(audit, cli);
  addAuditVerifyCommand(audit, cli);
  addExport(audit, cli);
}

function addShow(audit: Command, cli: Cli): void {
  const show = audit
    .command('show')
    .description('show the audit of a portfolio, oldest first')
    .argument('<id>', ID)
    .option('--batch <id>', 'show only rows of this batch')
    .option('--limit <number>', 'show only this many, the latest', wholeNumber, 50)
    .action(
      cli.answers(async (id: string, { batch, limit }: { batch?: string; limit: number }) => {
        const page = taken(await cli.door().listAudit({ portfolioId: id, batchId: batch, limit }));
        const rows = page.rows.reverse();
        return { json: { rows }, text: table(HEADINGS, rows.map(rowOf), cli.screen) };
      }),
    );
  examples(show, 'audit show anna', 'audit show anna --limit 200 --json');
}

function addExport(audit: Command, cli: Cli): void {
  const command = audit
    .command('export')
    .description('write the whole audit of a portfolio, one JSON row a line')
    .argument('<id>', ID)
    .option('--output <file>', 'the file to write; standard output if not given')
    .action(
      cli.answers(async (id: string, { output }: { output?: string }) => {
        const { rows } = taken(await cli.door().exportAudit(id));
        const { auditLine } = lazily.auditFile();
        if (output === undefined) {
          const all: AuditRow[] = [];
          for await (const row of rows) all.push(row);
          const { sequence, hash } = all.at(-1) ?? GENESIS;
          return { json: { sequence, hash, rows: all }, text: all.map(auditLine).join('\n') };
        }
        let last: AuditHead = GENESIS;
        const text = async function* () {
          for await (const row of rows) {
            last = row;
            yield `${auditLine(row)}\n`;
          }
        };
        await pipeline(text, createWriteStream(output));
        const { sequence, hash } = last;
        return {
          json: { sequence, hash, file: output },
          text: `${sequence} rows in ${output}, head ${sequence}:${hash}`,
        };
      }),
    );
  examples(command, 'audit export anna --output anna.jsonl', 'audit export anna | gzip > anna.jsonl.gz');
}

const HEADINGS = ['NO', 'AT', 'ACTOR', 'VIA', 'EVENT', 'DETAIL'];

function rowOf({ sequence, at, actor, via, event, detail }: AuditRow): string[] {
  return [`${sequence}`, at, actor, via ?? '', event, JSON.stringify(detail)];
}
