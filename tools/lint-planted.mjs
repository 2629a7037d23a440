// Reads [{ file, text }] from standard input, lints each text as if it were that file, and writes the rules each breaks:
// [["rule", …], …]. A process of its own because Jest cannot load ESLint's configuration, which is a module.

import { join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { ESLint } from 'eslint';

const root = join(import.meta.dirname, '..');
const eslint = new ESLint({
  cwd: root,
  // A planted file is in no TypeScript project, so what needs types is left out.
  overrideConfig: [{ languageOptions: { parserOptions: { projectService: false } } }],
  ruleFilter: ({ ruleId }) => !ruleId.startsWith('@typescript-eslint/'),
});

const broken = [];
for (const { file, text } of JSON.parse(await readText(process.stdin))) {
  const [result] = await eslint.lintText(`${text}\n`, { filePath: join(root, file) });
  broken.push(result.messages.map(({ ruleId, message }) => ruleId ?? message));
}
console.log(JSON.stringify(broken));
