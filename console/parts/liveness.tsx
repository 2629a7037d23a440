import { createContext, type ReactNode, useContext } from 'react';
import { ageText } from '../format/time';
import { useNow } from './age';

/** Numbers that are older than this are no ground to act on. */
const LOST_AFTER_MS = 15_000;

interface Liveness {
  isLost: boolean;
  /** Why nothing can be done now, or undefined. */
  whyNot: string | undefined;
}

const Context = createContext<Liveness>({ isLost: false, whyNot: undefined });

/** Tells all below whether the API still answers. `answeredAt` is when it last did, in milliseconds; 0 before the first answer. */
export function LivenessProvider({ answeredAt, children }: { answeredAt: number; children: ReactNode }) {
  const silentMs = useNow() - answeredAt;
  const isLost = answeredAt > 0 && silentMs > LOST_AFTER_MS;
  const whyNot = isLost ? 'The API is not answering: what you see may be out of date.' : undefined;
  return (
    <Context.Provider value={{ isLost, whyNot }}>
      {isLost && (
        <p className="banner" role="alert">
          No answer from the API for {ageText(silentMs)}. Each panel says how old its numbers are. Nothing can be
          changed until it answers again.
        </p>
      )}
      {children}
    </Context.Provider>
  );
}

export function useLiveness(): Liveness {
  return useContext(Context);
}
