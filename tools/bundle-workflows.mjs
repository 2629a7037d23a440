// Writes dist/workflow-bundle.js, so that a worker starts without building its workflows first.
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

const root = join(import.meta.dirname, '..');
const workflowsPath = join(root, 'src/workflows/index.ts');
if (existsSync(workflowsPath)) {
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
  await writeFile(join(root, 'dist/workflow-bundle.js'), code);
}
