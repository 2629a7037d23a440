import { decimal } from '../../src/domain/money';
import { createSimulatorAdmin } from '../../src/simulator/admin/client';
import { isNotOwners, type OwnOrder, ownOrder } from '../simulation/owner';

/** The owners of the accounts, who ask the broker as we do. Each call may be made again. */
export interface Owners {
  /** The broker may refuse it. */
  send(accountId: string, order: OwnOrder): Promise<void>;
  /** Cancels what they have open. */
  cancel(accountId: string): Promise<void>;
}

export function createOwners(brokerUrl: string, key: { keyId: string; secretKey: string }): Owners {
  const admin = createSimulatorAdmin(brokerUrl);
  const headers = {
    'Content-Type': 'application/json',
    Authorization: `Basic ${Buffer.from(`${key.keyId}:${key.secretKey}`).toString('base64')}`,
  };
  const ask = async <T>(accountId: string, path: string, init: RequestInit = {}): Promise<T | undefined> => {
    const answer = await fetch(`${brokerUrl}/v1/trading/accounts/${accountId}/${path}`, { ...init, headers });
    return answer.ok && answer.status !== 204 ? ((await answer.json()) as T) : undefined;
  };
  return {
    send: async (accountId, { symbol, side }) => {
      const price = decimal((await admin.prices())[symbol] ?? '0');
      const position = await ask<{ qty: string }>(accountId, `positions/${symbol}`);
      const order = ownOrder({ symbol, side }, { price, held: decimal(position?.qty ?? '0'), id: accountId });
      await ask(accountId, 'orders', { method: 'POST', body: JSON.stringify(order) });
    },
    cancel: async (accountId) => {
      const open = await ask<{ id: string; client_order_id: string }[]>(accountId, 'orders?status=open');
      if (open === undefined) throw new Error(`the orders of ${accountId} cannot be read`);
      for (const { id, client_order_id: clientOrderId } of open)
        if (!isNotOwners({ clientOrderId })) await ask(accountId, `orders/${id}`, { method: 'DELETE' });
    },
  };
}
