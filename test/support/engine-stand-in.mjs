// Takes the place of a container engine for deploy/smoke.sh: what it is asked, it asks the test, with what is on its standard input and
// in the file of settings.

import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';

const asked = process.argv.slice(2).filter((_argument, at, all) => !isGlobal(all, at));
const input = asked[0] === 'exec' && asked.includes('-') ? await text(process.stdin) : '';
const settings = readFileSync(process.argv[process.argv.indexOf('--env-file') + 1], 'utf8');
const body = JSON.stringify({ asked, input, settings });
const response = await fetch(process.env.ENGINE_URL, { method: 'POST', body });
const { exit, stdout, stderr } = await response.json();
process.stdout.write(stdout);
process.stderr.write(stderr);
process.exitCode = exit;

/** The options before the verb, each with its value. */
function isGlobal(all, at) {
  const options = ['--project-name', '--env-file'];
  return options.includes(all[at]) || options.includes(all[at - 1]);
}
