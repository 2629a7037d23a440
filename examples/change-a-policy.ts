// Changes the drift threshold of one portfolio from a program of your own, and says what came of it.
// docs/embedding.md says how to run it.

import { Client, Connection } from '@temporalio/client';
import { createRebalanceClient, InputRefused, openOperations, principalOf } from 'autobalancer';

async function main(portfolioId: string, driftThreshold: string): Promise<number> {
  const connection = await Connection.connect({ address: process.env.TEMPORAL_ADDRESS ?? '127.0.0.1:7233' });
  const client = createRebalanceClient(new Client({ connection }), process.env.TASK_QUEUE);
  const operations = await openOperations({ databaseUrl: process.env.DATABASE_URL ?? '', client });
  try {
    const change = { portfolioId, fields: { driftThreshold }, reason: 'agreed with the customer' };
    const answer = await operations.setPolicy(principalOf({ kind: 'program', name: 'example' }), change);
    if (!answer.ok) {
      // Somebody else has changed it at this moment: read it again and decide again.
      console.log(answer.refusal);
      return 2;
    }
    console.log(`policy ${answer.version}: ${answer.before.driftThreshold} → ${answer.policy.driftThreshold}`);
    return 0;
  } catch (error) {
    if (!(error instanceof InputRefused)) throw error;
    console.log(`${error.code}: ${error.message}`);
    return 2;
  } finally {
    await operations.close();
    await connection.close();
  }
}

main(process.argv[2] ?? '', process.argv[3] ?? '').then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
