import { spawn } from 'node:child_process';

/** What opens a page on this machine, or undefined where nobody would see it: in continuous integration, and without a display. */
export function pageOpener(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string | undefined {
  if (isSet(env.CI)) return undefined;
  // Over ssh a Mac has a display, but it is not the one that the person looks at.
  if (platform === 'darwin') return isSet(env.SSH_CONNECTION) ? undefined : 'open';
  return isSet(env.DISPLAY) || isSet(env.WAYLAND_DISPLAY) ? 'xdg-open' : undefined;
}

/** Opens `url` in a browser, if there is a display. A failure changes nothing, because the address is printed as well. */
export function openPage(url: string, env: NodeJS.ProcessEnv): void {
  const opener = pageOpener(env);
  if (opener === undefined) return;
  const child = spawn(opener, [url], { env, detached: true, stdio: 'ignore' });
  child.on('error', () => undefined);
  child.unref();
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}
