import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openPage, pageOpener } from '../../../src/local/process/open-page';
import { temporaryDirectory } from '../../../src/local/process/temporary-directory';
import { until } from '../../../src/local/process/until';

test.each([
  ['linux', { DISPLAY: ':0' }, 'xdg-open'],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, 'xdg-open'],
  ['linux', { DISPLAY: '' }, undefined],
  ['linux', {}, undefined],
  ['linux', { DISPLAY: ':0', CI: 'true' }, undefined],
  ['darwin', {}, 'open'],
  ['darwin', { SSH_CONNECTION: '10.0.0.1 22' }, undefined],
  ['darwin', { CI: '1' }, undefined],
] as const)('on %s with %j a page is opened by %s', (platform, env, opener) => {
  expect(pageOpener(env, platform)).toBe(opener);
});

test('the page is given to what opens pages, and a machine without one goes on', async () => {
  const directory = await temporaryDirectory('opener');
  const env = { DISPLAY: ':0', PATH: `${directory}:/usr/bin:/bin` };
  try {
    const opener = pageOpener(env) ?? '';
    const opened = join(directory, 'opened');
    openPage('http://127.0.0.1:7500/', { ...env, PATH: directory });
    await writeFile(join(directory, opener), `#!/bin/sh\necho "$1" > '${opened}'\n`);
    await chmod(join(directory, opener), 0o755);
    openPage('http://127.0.0.1:7500/', env);
    const said = () => readFile(opened, 'utf8').catch(() => '');
    await until(async () => (await said()) === 'http://127.0.0.1:7500/\n', 60_000);
  } finally {
    await rm(directory, { recursive: true });
  }
});
