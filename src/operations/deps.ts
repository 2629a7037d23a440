import type { Broker } from '../broker/broker';
import type { Market } from '../broker/market';
import type { RebalanceClient, SentUpdate } from '../client';
import type { Caps } from '../domain/caps';
import type { Door, Principal } from '../domain/principal';
import type { ImportLedger } from '../ledger/imports';
import type { Actor, BegunRequest, Ledger, RequestedChange } from '../ledger/ledger';
import type { ModelLedger } from '../ledger/models';
import type { RolloutLedger } from '../ledger/rollouts';
import type { RuleLedger } from '../ledger/rule-sets';
import type { WebhookLedger } from '../ledger/webhooks';
import type { WebhookSender } from '../webhooks/webhooks';

/** What operations need of the outside; each takes its part. */
export interface OperationDeps {
  ledger: Ledger & ImportLedger & WebhookLedger & ModelLedger & RolloutLedger & RuleLedger;
  broker: Broker;
  market: Market;
  client: RebalanceClient;
  webhooks: Pick<WebhookSender, 'addressProblem'>;
  caps: Caps;
  /** By which door it is asked, for the audit. */
  door: Door;
  /** ISO */
  now(): string;
  /** The request with a key that it is done for, when there is one: what was done for it before is not done again. */
  request?: BegunRequest | undefined;
}

/** What an operation needs to write who asked, by which door and when. */
export type Audited = Pick<OperationDeps, 'door' | 'now' | 'request'>;

export function actorOf({ door, now, request }: Audited, principal: Principal): Actor {
  return { name: principal, via: door, at: now(), request };
}

/** Returns whether a process that was killed or failed has done this for the same request before. */
export function wasDone({ request }: Pick<OperationDeps, 'request'>, what: RequestedChange): boolean {
  return request?.done[what] !== undefined;
}

/** Returns the id under which Temporal hears of it. Nothing is sent before `noted` is in the audit. */
export function sentUpdate(deps: Pick<OperationDeps, 'request'>, noted: RequestedChange): SentUpdate | undefined {
  return deps.request && { id: deps.request.id, since: deps.request.since, isRepeat: wasDone(deps, noted) };
}
