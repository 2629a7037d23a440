import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../src/local/process/until';
import { createThreads } from '../src/threads';

const folder = mkdtempSync(join(tmpdir(), 'threads-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Answers each task with itself. After "ends" it ends, and after "breaks" it breaks; then there is a file of that name. */
const program = join(folder, 'echo.js');
writeFileSync(
  program,
  `const { parentPort } = require('node:worker_threads');
   parentPort.on('message', (task) => {
     parentPort.postMessage({ answer: task });
     if (!task.endsWith('s')) return;
     process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(folder)} + '/' + task, ''));
     setImmediate(() => {
       if (task === 'ends') process.exit(3);
       throw new Error('broken');
     });
   });`,
);

test.each(['ends', 'breaks'])('a thread that %s while it has nothing to do is given nothing any more', async (how) => {
  const threads = createThreads<string, string>(program);
  try {
    expect(await threads.ask(how)).toBe(how);
    await until(async () => existsSync(join(folder, how)), 10_000);
    // In the moment in which it is ending it may still be asked, and says so.
    const asked = () => Promise.all(['a', 'b', 'c', 'd'].map((task) => threads.ask(task))).catch(() => []);
    await until(async () => (await asked()).join('') === 'abcd', 10_000);
  } finally {
    await threads.close();
  }
});
