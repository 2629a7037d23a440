type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'still';

/** A state in words, with a sign and a colour beside it. */
export function Tag({ tone, children }: { tone: Tone; children: string }) {
  return (
    <span className={`tag ${tone}`}>
      <span aria-hidden="true">{SIGNS[tone]}</span>
      {children}
    </span>
  );
}

const SIGNS: Readonly<Record<Tone, string>> = { good: '✓', busy: '◔', warn: '!', bad: '✕', still: '–' };

/** The tone of each status and state; one that is not here is a plain fact. */
const TONES: Readonly<Record<string, Tone>> = {
  ACTIVE: 'good',
  PAUSED: 'warn',
  STALE: 'bad',
  CLOSED: 'still',
  PENDING: 'busy',
  SUCCESS: 'good',
  ADJUSTED: 'warn',
  ROLLED_BACK: 'warn',
  ADOPTED: 'warn',
  APPROVED: 'good',
  UNKNOWN: 'bad',
  ERROR: 'bad',
  RUNNING: 'busy',
  ABORTED: 'bad',
  APPLIED: 'busy',
  ARCHIVED: 'still',
  RECEIVING: 'busy',
  WAITING: 'busy',
  CHECKING: 'busy',
  STORING: 'busy',
  DONE: 'good',
  REFUSED: 'bad',
  BOOKED: 'good',
  INCLUDED: 'good',
  IGNORED: 'warn',
  DELIVERED: 'good',
  FAILED: 'bad',
  active: 'good',
  'reduce-only': 'warn',
  halted: 'bad',
};

/** A status of a portfolio, or a state of a batch, an order, an import, a roll-out, an activity, a delivery or the kill switch. */
export function StateTag({ of }: { of: string }) {
  return <Tag tone={TONES[of] ?? 'still'}>{of.replaceAll('_', ' ')}</Tag>;
}
