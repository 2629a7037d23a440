import { createSimulatorAdmin, SimulatorError } from '../../src/simulator/admin/client';
import type {
  ActivityInput,
  DividendInput,
  RenameInput,
  SpinOffInput,
  SplitInput,
  TransferInput,
} from '../../src/simulator/admin/happenings';

/** What moves cash or shares of accounts without an order, so many times (once, unless said otherwise). */
export type Happening = { times?: number } & (
  | { what: 'transfer'; transfer: TransferInput }
  | { what: 'activity'; activity: ActivityInput }
  | { what: 'dividend'; dividend: DividendInput }
  | { what: 'split'; split: SplitInput }
  | { what: 'rename'; rename: RenameInput }
  | { what: 'spin-off'; spinOff: SpinOffInput }
);

export interface Happenings {
  /** May be asked again when no answer came: what has happened already is refused, or happens twice, as the journal says. */
  happen(happening: Happening): Promise<void>;
}

export function createHappenings(brokerUrl: string): Happenings {
  const admin = createSimulatorAdmin(brokerUrl);
  const once = (happening: Happening): Promise<void> => {
    switch (happening.what) {
      case 'transfer':
        return admin.transfer(happening.transfer);
      case 'activity':
        return admin.addActivity(happening.activity);
      case 'dividend':
        return admin.payDividend(happening.dividend);
      case 'split':
        return admin.split(happening.split);
      case 'rename':
        return admin.rename(happening.rename);
      case 'spin-off':
        return admin.spinOff(happening.spinOff);
    }
  };
  return {
    happen: async (happening) => {
      for (let time = 0; time < (happening.times ?? 1); time += 1)
        await once(happening).catch((error: unknown) => {
          // An account that does not exist yet, or a name that is taken by now.
          if (!(error instanceof SimulatorError) || error.field === '') throw error;
        });
    },
  };
}
