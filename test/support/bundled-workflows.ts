import { readFileSync } from 'node:fs';

/** The product's workflows as the global setup bundled them, as options of a worker. */
export function bundledWorkflows() {
  return {
    workflowBundle: { code: readFileSync(process.env.TEST_WORKFLOW_BUNDLE ?? '', 'utf8') },
    dataConverter: { payloadConverterPath: require.resolve('../../src/temporal/payload-converter') },
  };
}
