// The stream of activities of one key, which is connected again for ever. It only says in which account something happened: what, is looked
// up. After a break it is asked for what it told meanwhile; what is lost all the same is found by the daily reading of all accounts.

import { z } from 'zod';
import { openEventStream } from './event-stream';
import { refuseLiveHost } from './hosts';
import { createKeyRing } from './key-ring';
import { createReconnect } from './reconnect';
import type { AlpacaSettings } from './transport';

export interface ActivityListener {
  /** Something happened in this account. */
  onActivity(accountId: string): void;
  /** Why it tells nothing for now; said once until it does again. */
  onLoss(reason: string): void;
}

type Settings = Pick<AlpacaSettings, 'baseUrl' | 'api' | 'keyId' | 'secretKey' | 'keys'>;

/** On the Trading API the key has one account, and an event need not name it. */
const ActivityEventModel = z.object({ account_id: z.string(), event_id: z.string().optional() });

const QUIET_MS = 30_000;

/** Returns what ends it. @throws LiveBrokerError for a host that trades real money. */
export function openActivityNews(settings: Settings, { onActivity, onLoss }: ActivityListener): () => void {
  const { baseUrl, api } = settings;
  refuseLiveHost(baseUrl);
  const ring = createKeyRing(settings);
  let end: ReturnType<typeof openEventStream> = () => undefined;
  let saidLost = false;
  let last: string | undefined;
  const reconnect = createReconnect(() => connect());

  const connect = () => {
    let hasGap = false;
    const url = `${baseUrl}/v2beta1/events/activities${last === undefined ? '' : `?since_id=${encodeURIComponent(last)}`}`;
    end = openEventStream({ url, api, quietMs: QUIET_MS }, ring, {
      onLive: () => {
        saidLost = false;
        reconnect.works();
      },
      onData: (data) => {
        const event = ActivityEventModel.safeParse(data).data;
        if (event === undefined) return;
        if (!hasGap) last = event.event_id ?? last;
        onActivity(event.account_id);
      },
      // The next connection asks for all since the last event before the gap: what comes behind it must not be where that begins.
      onGap: () => {
        hasGap = true;
        end('it left events out');
      },
      onLoss: (reason) => {
        if (!reconnect.lost()) return;
        // It may know the last event no longer.
        if (reason.startsWith('HTTP 4')) last = undefined;
        if (!saidLost) onLoss(reason);
        saidLost = true;
      },
    });
  };
  connect();
  return () => {
    reconnect.close();
    end();
  };
}
