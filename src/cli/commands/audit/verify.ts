import { type Command, InvalidArgumentError } from 'commander';
import { type AuditHead, SYSTEM_AUDIT } from '../../../operations/list-audit';
import { verifyExport } from '../../../operations/verify-audit';

import { type Cli, examples } from '../../cli';
import { EXIT, Failure, failureFor } from '../../failure';
import { lazily } from '../../lazily';

import { table } from '../../screen/table';

export function addAuditVerifyCommand(audit: Command, cli: Cli): void {
  const verify = audit
    .command('verify')
    .description('check that no audit row was changed, removed or inserted')
    .argument(
      '[id]',
      `the portfolio, or ${SYSTEM_AUDIT} for events that concern all portfolios; everything if not given`,
    )
    .option('--file <file>', 'check a file that "audit export" wrote; needs no database')
    .option(
      '--head <sequence:hash>',
      'an end of the audit that you noted earlier: the audit must still contain it',
      parseHead,
    )
    .action(
      cli.answers(async (id: string | undefined, { file, head }: { file?: string; head?: AuditHead }) => {
        if (head !== undefined && id === undefined)
          throw new Failure('USAGE', EXIT.refused, '--head belongs to one portfolio: name the portfolio', {
            field: '--head',
          });
        const which = { portfolioId: id, head };
        const verified =
          file === undefined
            ? await cli.door().verifyAudit(which)
            : await verifyExport(await lazily.auditFile().readAuditFile(file), which);
        if (!verified.ok)
          throw verified.refusal === 'AUDIT_BROKEN'
            ? failureFor(verified, {
                field: verified.portfolioId,
                hint: '. Compare it with an earlier export or a backup',
              })
            : failureFor(verified);
        const { heads } = verified;
        const rows = heads.map(({ portfolioId, sequence, hash }) => [
          portfolioId,
          `${sequence}`,
          `${sequence}:${hash}`,
        ]);
        return {
          json: { heads },
          text: `${table(['PORTFOLIO', 'ROWS', 'HEAD'], rows, cli.screen)}\n\n${verdictOn(heads)}`,
        };
      }),
    );
  examples(verify, 'audit verify', 'audit verify anna', 'audit verify anna --file anna.jsonl');
}

function verdictOn({ length }: readonly unknown[]): string {
  if (length === 0) return 'There is no audit yet.';
  return `${length === 1 ? 'The audit is' : `All ${length} audits are`} whole: no row was changed, removed or inserted.`;
}

function parseHead(text: string): AuditHead {
  const [, sequence, hash] = /^([1-9][0-9]{0,14}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (sequence === undefined || hash === undefined)
    throw new InvalidArgumentError('It must be a number, a colon and a hash, as "audit verify" prints it.');
  return { sequence: Number.parseInt(sequence, 10), hash };
}
