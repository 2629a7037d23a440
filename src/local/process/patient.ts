import { setTimeout as delay } from 'node:timers/promises';

/** Longer than the supervisor needs to start a server again. */
const WITHIN_MS = 30_000;

/** Returns `target` with methods that ask again while the server behind them is being restarted, as the product's own steps do. */
export function patient<T extends object>(target: T): T {
  return new Proxy(target, {
    get: (object, name) => {
      const member: unknown = Reflect.get(object, name);
      if (typeof member !== 'function') return member;
      return (...given: unknown[]) => insist(() => Reflect.apply(member, object, given) as Promise<unknown>);
    },
  });
}

async function insist<T>(ask: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + WITHIN_MS;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await delay(250);
  }
}
