import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const files = execFileSync('git', ['ls-files', 'src', 'test', 'bench', 'tools', 'console'], {
  cwd: root,
  encoding: 'utf8',
})
  .trim()
  .split('\n')
  .filter((file) => /\.[cm]?[jt]sx?$/.test(file));

test('where a lint rule is switched off, the comment says which one and why', () => {
  const silent = files.flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/^.*(?:\/\/|\/\*)\s*eslint-disable.*$/gm)]
      .map(([line]) => line.trim())
      .filter((line) => !/eslint-disable(?:-next-line|-line)? [\w@/, -]*\w -- \w/.test(line))
      .map((line) => `${file}: ${line}`),
  );
  expect(silent).toEqual([]);
});
