import type { Command } from 'commander';
import type { Check } from '../../operations/doctor';
import { type Cli, examples } from '../cli';
import { EXIT, Failure, type FailureCode } from '../failure';
import { table } from '../screen/table';

export function addDoctorCommand(program: Command, cli: Cli): void {
  const command = program
    .command('doctor')
    .description('check everything that a rebalance needs, and say how to fix what is wrong')
    .action(
      cli.answers(async () => {
        const checks = await cli.door().runChecks();
        const text = table(['', 'CHECK', 'FOUND', 'WHAT TO DO'], checks.map(rowOf), cli.screen);
        const problems = checks.filter(({ state }) => state === 'problem');
        const [first] = problems;
        if (first === undefined) return { json: { checks }, text };
        throw new Failure(
          'UNHEALTHY',
          problems.some(({ code }) => CONFIGURATION.has(code)) ? EXIT.configuration : EXIT.failed,
          `${problems.map(({ name }) => name).join(', ')}: ${first.found}${first.advice === '' ? '' : `: ${first.advice}`}`,
          { answer: { checks }, text },
        );
      }),
    );
  examples(command, 'doctor', 'doctor --json');
}

const CONFIGURATION = new Set<FailureCode | null>(['CONFIGURATION', 'SCHEMA', 'LIVE_BROKER']);

const MARKS: Record<Check<FailureCode>['state'], string> = { ok: 'ok', warning: 'note', problem: 'FAIL' };

function rowOf({ name, state, found, advice }: Check<FailureCode>): string[] {
  return [MARKS[state], name, found, advice];
}
