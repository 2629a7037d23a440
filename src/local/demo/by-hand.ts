import { rebalanceWorkflowId } from '../../domain/ids';
import type { Resolve } from '../../domain/stale';
import { NAMESPACE } from '../servers/temporal-server';
import type { Stack } from '../stack';

const RELEASE: Resolve = { action: 'release', actor: 'your name', note: 'tried it by hand' };

interface Kept extends Pick<Stack, 'apiUrl' | 'webUiUrl' | 'temporalAddress' | 'temporalCli'> {
  /** An admin's key. */
  key: string;
}

/** What to do after the last scene: in the console, in the Web UI, or with Temporal's own command line, in lines of a small terminal. */
export function byHand({ apiUrl, key, webUiUrl, temporalAddress, temporalCli }: Kept, portfolioId: string): string {
  const id = rebalanceWorkflowId(portfolioId);
  return `
Everything stays up until Ctrl-C. The portfolio is frozen now, and you can
release it by hand, in one of three ways.

In the console:
  1. Open ${apiUrl}/stale/${portfolioId}
  2. Log in with the key ${key}
  3. "Choose release", and say why.

In the Web UI:
  1. Open ${webUiUrl}/namespaces/${NAMESPACE}/workflows/${id}
  2. The tab "User Metadata" says what happened and what to send.
  3. "More Actions", "Send an Update" (or "Send a Signal"), "resolve", Data:
${JSON.stringify(RELEASE, null, 2).replaceAll(/^/gm, '     ')}
  4. The Web UI says "Update successful" whatever came of it. Press R, and the
     page says RESOLVED, or why not.

With Temporal's command line:
  '${temporalCli}' \\
    workflow update execute --address ${temporalAddress} \\
    --namespace ${NAMESPACE} --workflow-id ${id} --name resolve --input \\
    '${JSON.stringify(RELEASE)}'
`;
}
