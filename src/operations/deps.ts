import type { Broker } from '../broker/broker';
import type { Market } from '../broker/market';
import type { RebalanceClient } from '../client';
import type { Caps } from '../domain/caps';
import type { Door, Principal } from '../domain/principal';
import type { ImportLedger } from '../ledger/imports';
import type { Actor, Ledger } from '../ledger/ledger';

/** What operations need of the outside; each takes its part. */
export interface OperationDeps {
  ledger: Ledger & ImportLedger;
  broker: Broker;
  market: Market;
  client: RebalanceClient;
  caps: Caps;
  /** By which door it is asked, for the audit. */
  door: Door;
  /** ISO */
  now(): string;
}

/** What an operation needs to write who asked, by which door and when. */
export type Audited = Pick<OperationDeps, 'door' | 'now'>;

export function actorOf({ door, now }: Audited, principal: Principal): Actor {
  return { name: principal, via: door, at: now() };
}
