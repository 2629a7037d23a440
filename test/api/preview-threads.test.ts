import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const support = join(__dirname, '../support');

test('threads come to what one thread comes to, and go on after a fault', () => {
  const program = ['--require', join(support, 'typescript-hook.js'), join(support, 'preview-in-threads.ts')];
  const said = JSON.parse(execFileSync(process.execPath, program, { encoding: 'utf8' })) as {
    inThreads: { accounts: number; refused: { count: number }[] }[];
    here: object[];
    fault: string;
    afterFault: object;
    closed: string[];
  };
  expect(said.inThreads).toEqual(said.here);
  expect(said.inThreads).toHaveLength(8);
  for (const { accounts, refused } of said.inThreads) {
    expect(accounts).toBeGreaterThan(0);
    expect(refused[0]?.count).toBe(8);
  }
  expect(said.fault).toBe('TypeError');
  expect(said.afterFault).toEqual(said.here[0]);
  // What is under way at the close, and what is asked after it.
  expect(said.closed).toEqual(['Error', 'Error']);
});
