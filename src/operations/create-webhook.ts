import { EVENT_NAMES } from '../domain/event-names';
import type { Principal } from '../domain/principal';
import { type Refused, refused } from '../domain/refused';
import { WEBHOOK_URL_MAX, WEBHOOKS_MAX, type Webhook } from '../domain/webhook';
import { InputRefused } from '../input/refused';
import type { WebhookLedger } from '../ledger/webhooks';
import { type Audited, actorOf, type OperationDeps } from './deps';
import { shortId } from './key-text';
import { showWebhook } from './list-webhooks';

export interface CreateWebhookInput {
  url: string;
  /** Kinds of events; null for all. */
  events: string[] | null;
}

type Deps = Audited &
  Pick<OperationDeps, 'webhooks'> & {
    ledger: Pick<WebhookLedger, 'createWebhook' | 'findWebhook'>;
    randomBytes(size: number): Uint8Array;
  };

const SECRET_BYTES = 32;

/** Makes a webhook: it is sent what happens from now on. `secret` is told here only. @throws InputRefused */
export async function createWebhook(
  deps: Deps,
  principal: Principal,
  { url, events }: CreateWebhookInput,
): Promise<
  | { ok: true; webhook: Webhook; secret: string }
  | Refused<'TOO_MANY_WEBHOOKS' | 'WEBHOOK_ADDRESS_REFUSED' | 'WEBHOOK_SECRET_SHOWN' | 'WEBHOOK_NOT_FOUND'>
> {
  refuseEvents(events);
  refuseUrl(url);
  const before = webhookMadeBefore(deps);
  if (before !== undefined) return webhookSecretShown(before);
  const wrong = await addressRefused(deps, url);
  if (wrong !== undefined) return wrong;
  const [id, secret] = [shortId(deps.randomBytes), webhookSecret(deps.randomBytes)];
  const made = await deps.ledger.createWebhook({ id, url, events, secret }, actorOf(deps, principal));
  if (made === 'too-many') return refused('TOO_MANY_WEBHOOKS', `there are ${WEBHOOKS_MAX} webhooks: remove one first`);
  const shown = await showWebhook(deps, id);
  return shown.ok ? { ...shown, secret } : shown;
}

/** In the form of Standard Webhooks. */
export function webhookSecret(randomBytes: (size: number) => Uint8Array): string {
  return `whsec_${Buffer.from(randomBytes(SECRET_BYTES)).toString('base64')}`;
}

/** What a repeat of a request hears: nothing is stored that would show the secret again. */
export function webhookSecretShown(id: string): Refused<'WEBHOOK_SECRET_SHOWN'> {
  const message = `this request has made a secret of the webhook ${id}, which is shown once: if it got lost, rotate it`;
  return refused('WEBHOOK_SECRET_SHOWN', message);
}

/** @throws InputRefused */
export function refuseUrl(text: string): void {
  const wrong = (rule: string) => new InputRefused('INVALID_WEBHOOK', 'url', `url ${rule}`);
  if (text.length > WEBHOOK_URL_MAX) throw wrong(`must have at most ${WEBHOOK_URL_MAX} characters`);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // Plain http is for the setting of development, which the sender knows.
  if (url === undefined || !/^https?:\/\/[^/]/i.test(text)) throw wrong('must be an https:// URL');
  if (url.username !== '' || url.password !== '')
    throw wrong('must have no user and no password: everyone reads it here');
  if (url.hash !== '') throw wrong('must have no fragment');
}

/** @throws InputRefused */
export function refuseEvents(events: readonly string[] | null): void {
  const known = new Set<string>(EVENT_NAMES);
  const wrong = events?.find((event) => !known.has(event));
  if (wrong !== undefined)
    throw new InputRefused('INVALID_WEBHOOK', 'events', `events: there is no kind of event ${JSON.stringify(wrong)}`);
  if (events !== null && (events.length === 0 || new Set(events).size < events.length))
    throw new InputRefused('INVALID_WEBHOOK', 'events', 'events must name at least one kind of event, each once');
}

/** The name is resolved now, and again before each attempt: it may lead elsewhere by then. */
export async function addressRefused(
  { webhooks }: Pick<OperationDeps, 'webhooks'>,
  url: string,
): Promise<Refused<'WEBHOOK_ADDRESS_REFUSED'> | undefined> {
  const problem = await webhooks.addressProblem(url);
  return problem === undefined ? undefined : refused('WEBHOOK_ADDRESS_REFUSED', `the URL ${problem}`);
}

function webhookMadeBefore({ request }: Audited): string | undefined {
  const [id] = Object.keys(request?.done ?? {}).flatMap((what) => /^createWebhook (.+)$/.exec(what)?.[1] ?? []);
  return id;
}
