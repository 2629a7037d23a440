import { rebalanceWorkflowId } from '../domain/ids';
import type { Resolve } from '../domain/stale';
import { DEMO } from './demo-scenes';
import type { Stack } from './stack';
import { NAMESPACE } from './temporal-server';

const RELEASE: Resolve = { action: 'release', actor: 'your name', note: 'tried it by hand' };

/** What to do after the last scene, in the Web UI or with Temporal's own command line. */
export function byHand({ webUiUrl, temporalAddress, temporalCli }: Stack): string {
  const id = rebalanceWorkflowId(DEMO.id);
  return `
Everything stays up until Ctrl-C. The portfolio is frozen now, so that you can release it by hand:

  In the Web UI: open ${webUiUrl}/namespaces/default/workflows/${id}
  Its tab "User Metadata" says what happened and what to send. "More Actions" → "Send an Update" (or "Send a Signal") → resolve → Data:
${JSON.stringify(RELEASE, null, 2).replaceAll(/^/gm, '    ')}
  The Web UI says "Update successful" whatever came of it: press R, and the page says RESOLVED, or why not.

  With Temporal's command line:
    '${temporalCli}' workflow update execute --address ${temporalAddress} --namespace ${NAMESPACE} \\
      --workflow-id ${id} --name resolve --input '${JSON.stringify(RELEASE)}'
`;
}
