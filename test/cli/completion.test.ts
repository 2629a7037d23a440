import { execFileSync, spawnSync } from 'node:child_process';
import { command, withFile } from '../support/command-line';

/** What bash would offer after `words`, the last of which is being typed. */
async function offered(...words: string[]): Promise<string[]> {
  const { stdout } = await command({}, 'completion', 'bash');
  return withFile(stdout, async (file) => {
    const line = ['autobalancer', ...words].map((word) => `'${word}'`).join(' ');
    const script = `source ${file}; COMP_WORDS=(${line}); COMP_CWORD=${words.length}; _autobalancer; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return execFileSync('bash', ['-c', script], { encoding: 'utf8' })
      .split('\n')
      .filter((word) => word !== '');
  });
}

test.each([
  [['po'], ['policy', 'portfolio']],
  [
    ['portfolio', 'c'],
    ['create', 'close'],
  ],
  [
    ['portfolio', 'create', '--a'],
    ['--adopt', '--actor'],
  ],
  [['rebalance', 'anna', '--w'], ['--wait']],
  [['portfolio', 'list', '--status', 'S'], ['STALE']],
  [
    ['stale', 'resolve', 'anna', '--action', 'r'],
    ['retry-reversal', 'release'],
  ],
])('bash completes %j', async (words, expected) => {
  expect((await offered(...words)).sort()).toEqual([...expected].sort());
});

test.each(['zsh', 'fish'])('%s knows every command', async (shell) => {
  const { exit, stdout } = await command({}, 'completion', shell);
  expect(exit).toBe(0);
  for (const word of ['portfolio', 'set-targets', 'stale', 'resolve', 'adopt-positions', 'completion'])
    expect(stdout).toContain(word);
});

/** A machine without the shell cannot try it: the report shows the test as skipped. */
const within = (shell: string) => (spawnSync(shell, ['-c', 'exit']).status === 0 ? test : test.skip);

within('fish').each([
  ['portfolio c', ['close', 'create']],
  ['portfolio list --status S', ['STALE']],
  ['stale resolve anna --action r', ['release', 'retry-reversal']],
])('fish completes %j', async (typed, expected) => {
  const { stdout } = await command({}, 'completion', 'fish');
  const offers = await withFile(stdout, async (file) =>
    execFileSync('fish', ['-c', `source ${file}; complete -C 'autobalancer ${typed}'`], { encoding: 'utf8' }),
  );
  expect(offers.match(/^[\w-]+/gm)).toEqual(expected);
});

within('zsh').each([
  ['portfolio clo', 'portfolio close'],
  ['portfolio list --status S', '--status STALE'],
  ['stale resolve anna --action ret', '--action retry-reversal'],
])('zsh completes %j', async (typed, line) => {
  const { stdout } = await command({}, 'completion', 'zsh');
  // Its completion works at a terminal only; each read ends once the terminal shows what it waits for.
  const session = (file: string) => `zmodload zsh/zpty
    zpty shell 'zsh -f -i'
    zpty -w shell '. ${file}; print rea""dy'
    zpty -r shell seen '*ready*'
    zpty -w -n shell $'autobalancer ${typed}\\t'
    zpty -r shell seen '*${line}*'`;
  await withFile(stdout, async (file) => execFileSync('zsh', ['-f', '-c', session(file)], { timeout: 20_000 }));
});

test('another shell is wrong usage', async () => {
  expect(await command({}, 'completion', 'csh', '--json')).toMatchObject({ exit: 2, error: { code: 'USAGE' } });
});
