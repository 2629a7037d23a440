// Asks for a rebalance of one portfolio from a program of your own, waits for its end, and says what became of it.
// docs/embedding.md says how to run it.

import { Client, Connection } from '@temporalio/client';
import { createRebalanceClient, openOperations, type Outcome, principalOf, REFUSAL_SENTENCES } from 'autobalancer';

async function main(portfolioId: string): Promise<number> {
  const connection = await Connection.connect({ address: process.env.TEMPORAL_ADDRESS ?? '127.0.0.1:7233' });
  // Without a queue it is the product's own.
  const client = createRebalanceClient(new Client({ connection }), process.env.TASK_QUEUE);
  const operations = await openOperations({ databaseUrl: process.env.DATABASE_URL ?? '', client });
  try {
    const asked = await operations.requestRebalance(principalOf({ kind: 'program', name: 'example' }), portfolioId);
    if (!asked.ok) {
      console.log(`${asked.refusal}: ${asked.message}`);
      return 2;
    }
    const outcome = await asked.rebalance.result();
    console.log(sentenceOf(outcome));
    return outcome.outcome === 'REBALANCED' || outcome.outcome === 'NOT_NEEDED' ? 0 : 1;
  } finally {
    await operations.close();
    await connection.close();
  }
}

/** Every outcome is named, so a new one does not compile until it has its sentence. */
function sentenceOf(outcome: Outcome): string {
  switch (outcome.outcome) {
    case 'REBALANCED':
      return `REBALANCED: drift ${outcome.driftBefore} % before, ${outcome.driftAfter} % after`;
    case 'ADJUSTED':
      return `ADJUSTED: drift ${outcome.driftBefore} % before, ${outcome.driftAfter} % after; ${outcome.shortfalls.length} orders fell short`;
    case 'NOT_NEEDED':
      return `NOT_NEEDED: a drift of ${outcome.drift} % is within the threshold`;
    case 'REFUSED':
      return `REFUSED: ${REFUSAL_SENTENCES[outcome.refusal.code]} (${outcome.refusal.detail})`;
    case 'ROLLED_BACK':
      return `ROLLED_BACK: ${outcome.cause.message}; it cost ${outcome.residual} USD in cash`;
    case 'STALE':
      return `STALE: ${outcome.reason}: a person has to resolve it`;
  }
}

main(process.argv[2] ?? '').then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
