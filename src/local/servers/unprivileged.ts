// Postgres refuses to run as root. If root starts it, it runs as `nobody`, who must be able to reach its files.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';

export interface User {
  uid: number;
  gid: number;
}

/** Returns the user that servers run as if root started this process; otherwise undefined, and they run as the same user. */
export function unprivilegedUser(): User | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number.parseInt(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }), 10);
  return { uid: id('-u'), gid: id('-g') };
}

/**
 * Returns `path`, or, when `user` cannot enter the directories above it (root's home, say), a path that stands for it
 * under a directory of ours that everyone can enter. The same path always gets the same stand-in.
 *
 * @throws Error when that directory belongs to somebody else.
 */
export function reachablePath(path: string, user: User | undefined): string {
  const wanted = resolve(path);
  if (user === undefined || canEnter(dirname(wanted), user)) return wanted;
  const parent = PLACES.find((place) => canEnter(place, user));
  if (parent === undefined) throw new Error(`user ${user.uid} can enter none of ${PLACES.join(', ')}`);
  const ours = join(parent, `autobalancer-${process.getuid?.()}`);
  mkdirSync(ours, { recursive: true, mode: 0o755 });
  refuseOthers(ours);
  return join(ours, `${basename(wanted)}-${createHash('sha256').update(wanted).digest('hex').slice(0, 12)}`);
}

// /var/tmp comes first because it is kept when the machine restarts.
const PLACES = ['/var/tmp', tmpdir()];

function canEnter(directory: string, user: User): boolean {
  const stat = statSync(directory, { throwIfNoEntry: false });
  // What does not exist yet is made by us, and open.
  const open =
    stat === undefined ||
    (stat.mode & 0o001) !== 0 ||
    (stat.uid === user.uid && (stat.mode & 0o100) !== 0) ||
    (stat.gid === user.gid && (stat.mode & 0o010) !== 0);
  return open && (directory === dirname(directory) || canEnter(dirname(directory), user));
}

// Where everyone may write, somebody else could have put a directory of this name there first.
function refuseOthers(directory: string): void {
  const stat = lstatSync(directory);
  if (!stat.isDirectory() || stat.uid !== process.getuid?.() || (stat.mode & 0o022) !== 0)
    throw new Error(
      `${directory} is not a directory that only this user can write: remove it, or set AUTOBALANCER_CACHE`,
    );
}
