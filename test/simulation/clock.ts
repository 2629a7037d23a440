// Time that passes only when nothing is left to do at the present moment: the one queue of everything that will happen.

/** Whose events these are. The events of one that died never happen; those of one that is frozen wait for its thaw. */
export interface Owner {
  alive: boolean;
  frozenUntil: number;
}

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** The same as an ISO time. */
  iso(): string;
  /** How many events have happened. */
  events(): number;
  /** Lets `happen` happen `ms` from now, in the order of times and, at one time, of calls. Returns how to call it off. */
  after(ms: number, owner: Owner, happen: () => void): () => void;
  /** Runs until nothing is left to happen, or until `limit` events have happened. Returns true when nothing is left. */
  runToEnd(limit: number): Promise<boolean>;
}

/** Owns what must happen no matter who dies: the broker, the network, the server. */
export const WORLD: Owner = { alive: true, frozenUntil: 0 };

const NOBODY: Owner = { alive: false, frozenUntil: 0 };

interface Event {
  at: number;
  order: number;
  owner: Owner;
  happen: () => void;
}

export function createClock(start: number): Clock {
  const heap: Event[] = [];
  let now = start;
  let order = 0;
  let happened = 0;
  let text = { of: start, iso: new Date(start).toISOString() };
  const after: Clock['after'] = (ms, owner, happen) => {
    order += 1;
    const event = { at: now + ms, order, owner, happen };
    push(heap, event);
    return () => {
      event.owner = NOBODY;
    };
  };
  return {
    now: () => now,
    iso: () => {
      if (text.of !== now) text = { of: now, iso: new Date(now).toISOString() };
      return text.iso;
    },
    events: () => happened,
    after,
    runToEnd: async (limit) => {
      for (let event = pop(heap); event !== undefined; event = pop(heap)) {
        const { owner, happen, at } = event;
        if (!owner.alive) continue;
        now = Math.max(now, at);
        if (owner.frozenUntil > now) {
          after(owner.frozenUntil - now, owner, happen);
          continue;
        }
        happened += 1;
        if (happened > limit) return false;
        happen();
        await everythingThatFollows();
      }
      return true;
    },
  };
}

/** The tick queue is served when no microtask is left: every promise that could go on has gone on. */
function everythingThatFollows(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}

function before(a: Event, b: Event): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

function push(heap: Event[], event: Event): void {
  let at = heap.push(event) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!before(event, heap[parent] as Event)) break;
    heap[at] = heap[parent] as Event;
    at = parent;
  }
  heap[at] = event;
}

function pop(heap: Event[]): Event | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return first;
  let at = 0;
  for (let child = 1; child < heap.length; child = 2 * at + 1) {
    const right = heap[child + 1];
    if (right !== undefined && before(right, heap[child] as Event)) child += 1;
    if (!before(heap[child] as Event, last)) break;
    heap[at] = heap[child] as Event;
    at = child;
  }
  heap[at] = last;
  return first;
}
