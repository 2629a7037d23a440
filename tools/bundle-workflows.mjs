// Writes dist/workflow-bundle.js, so that a worker starts without building its workflows first.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

const root = join(import.meta.dirname, '..');
const { code } = await bundleWorkflowCode({
  workflowsPath: join(root, 'dist/workflows/index.js'),
  payloadConverterPath: join(root, 'dist/temporal/payload-converter.js'),
  logger: new DefaultLogger('ERROR'),
});
await writeFile(join(root, 'dist/workflow-bundle.js'), code);
