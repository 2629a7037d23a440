import { execFileSync } from 'node:child_process';
import { command, withFile } from '../fixtures/command-line';

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
  [['po'], ['portfolio']],
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

test('another shell is wrong usage', async () => {
  expect(await command({}, 'completion', 'csh', '--json')).toMatchObject({ exit: 2, error: { code: 'USAGE' } });
});
