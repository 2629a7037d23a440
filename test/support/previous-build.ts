import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { temporaryDirectory } from '../../src/local/process/temporary-directory';
import { type RunningProgram, startProgram } from './programs';

const root = join(__dirname, '../..');

/** The build that may run beside this one during a deploy. */
export interface PreviousBuild {
  /** As `startProgram`, from its sources and with its workflows. */
  start(script: string, env: Record<string, string>, args?: string[]): RunningProgram;
  remove(): Promise<void>;
}

/** Returns the commit that deploy/previous-build names, or why its sources cannot be had here. */
export function previousCommit(): { commit: string } | { missing: string } {
  const commit = /^[0-9a-f]{40}$/m.exec(readFileSync(join(root, 'deploy/previous-build'), 'utf8'))?.[0] ?? '';
  try {
    execFileSync('git', ['cat-file', '-e', `${commit}^{commit}`], { cwd: root, stdio: 'pipe' });
    return { commit };
  } catch {
    return { missing: `commit ${commit} is not in this clone: git fetch --unshallow` };
  }
}

/** Takes the sources of `commit` to a directory of their own. They run on this build's node_modules. */
export async function checkOut(commit: string): Promise<PreviousBuild> {
  const directory = await temporaryDirectory('previous-build');
  const archive = execFileSync('git', ['archive', commit, 'src', 'package.json'], { cwd: root, maxBuffer: 2 ** 28 });
  execFileSync('tar', ['-x', '-C', directory], { input: archive });
  await symlink(join(root, 'node_modules'), join(directory, 'node_modules'));
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(directory, 'src/workflows/index.ts'),
    payloadConverterPath: join(directory, 'src/payload-converter.ts'),
    logger: new DefaultLogger('ERROR'),
  });
  const bundle = join(directory, 'workflow-bundle.js');
  await writeFile(bundle, code);
  return {
    start: (script, env, args) =>
      startProgram(script, { ...env, AUTOBALANCER_WORKFLOW_BUNDLE: bundle }, args, directory),
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
