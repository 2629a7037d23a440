import { type Command, InvalidArgumentError } from 'commander';
import { type AuditHead, type AuditRow, type Ledger, SYSTEM_AUDIT } from '../../../ledger/ledger';
import { chainProblem, GENESIS } from '../../../ledger/rules/audit-chain';
import { readAuditFile } from '../../audit-file';
import { type Cli, examples } from '../../cli';
import { EXIT, Failure, refusalFailure } from '../../failure';
import { everyPortfolio, existingAudit } from '../../lookup';
import { table } from '../../screen/table';

export function addAuditVerifyCommand(audit: Command, cli: Cli): void {
  const verify = audit
    .command('verify')
    .description('check that no audit row was changed, removed or put in')
    .argument('[id]', `the portfolio, or ${SYSTEM_AUDIT} for what concerns all of them; everything unless given`)
    .option('--file <file>', 'check what "audit export" wrote, without a database')
    .option('--head <sequence:hash>', 'the end that somebody kept: the audit must still contain it', parseHead)
    .action(
      cli.answers(async (id: string | undefined, { file, head }: { file?: string; head?: AuditHead }) => {
        if (head !== undefined && id === undefined)
          throw new Failure('USAGE', EXIT.refused, '--head is of one portfolio: name it', { field: '--head' });
        const heads: (AuditHead & { portfolioId: string })[] = [];
        for await (const { portfolioId, rows, end } of file === undefined ? fromLedger(cli, id) : fromFile(file, id)) {
          const problem = chainProblem(rows, end) ?? (head && chainProblem(rows, head));
          if (problem !== undefined)
            throw new Failure(
              'AUDIT_BROKEN',
              EXIT.failed,
              `the audit of ${portfolioId} was tampered with: ${problem}. Compare it with an earlier export or a backup`,
              { field: portfolioId },
            );
          const { sequence, hash } = rows.at(-1) ?? GENESIS;
          heads.push({ portfolioId, sequence, hash });
        }
        if (id !== undefined && heads.length === 0) throw refusalFailure({ code: 'PORTFOLIO_NOT_FOUND', detail: id });
        const rows = heads.map(({ portfolioId, sequence, hash }) => [
          portfolioId,
          `${sequence}`,
          `${sequence}:${hash}`,
        ]);
        return { json: { heads }, text: table(['PORTFOLIO', 'ROWS', 'HEAD'], rows, cli.screen) };
      }),
    );
  examples(verify, 'audit verify', 'audit verify anna', 'audit verify anna --file anna.jsonl');
}

interface Chain {
  portfolioId: string;
  rows: AuditRow[];
  end: AuditHead;
}

async function* fromLedger(cli: Cli, id: string | undefined): AsyncGenerator<Chain> {
  const ledger = await cli.connections.ledger();
  if (id !== undefined) {
    await existingAudit(cli, id);
    yield chainOf(ledger, id);
    return;
  }
  for await (const portfolio of everyPortfolio(cli)) yield chainOf(ledger, portfolio.id);
  const system = await chainOf(ledger, SYSTEM_AUDIT);
  if (system.end.sequence > 0 || system.rows.length > 0) yield system;
}

/** The end is read first: rows that follow it meanwhile are as good as those before. */
async function chainOf(ledger: Ledger, portfolioId: string): Promise<Chain> {
  const end = await ledger.auditHead(portfolioId);
  return { portfolioId, end, rows: await ledger.listAudit(portfolioId) };
}

/** A file has no end of its own but its last row. */
async function* fromFile(file: string, id: string | undefined): AsyncGenerator<Chain> {
  for (const [portfolioId, rows] of await readAuditFile(file))
    if (id === undefined || id === portfolioId) yield { portfolioId, rows, end: GENESIS };
}

function parseHead(text: string): AuditHead {
  const [, sequence, hash] = /^([1-9][0-9]{0,14}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (sequence === undefined || hash === undefined)
    throw new InvalidArgumentError('It must be a number, a colon and a hash, as "audit verify" prints it.');
  return { sequence: Number.parseInt(sequence, 10), hash };
}
