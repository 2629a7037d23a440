import { examples } from './documented/trading-api.json';
import { engineOnAClock } from './engine-on-a-clock';

// What Alpaca's own description of its API shows as examples: the simulator's answers have every field of them, of the same JSON type.

/** Of pattern day trading: Alpaca has sent none of it since July 2026. */
const NOT_SENT = new Set([
  'daytrade_count',
  'daytrading_buying_power',
  'pattern_day_trader',
  'dtbp_check',
  'pdt_check',
]);
/** The simulator has one kind of dividend. */
const NOT_SIMULATED = new Set(['activity_sub_type']);

const CASES = Object.entries(examples as Record<string, unknown>);

test.each(CASES)('%s has the fields of the example', (call, example) => {
  const answer = answerOf(call);
  expect(missingFrom(answer, example, '')).toEqual([]);
});

/** An account that has bought, was paid a dividend, and has one order waiting. */
function answerOf(call: string): unknown {
  const engine = engineOnAClock({ cash: '10000.00', positions: { META: '2' } });
  engine.send('filled', { symbol: 'AAPL', side: 'buy', qty: '2' });
  engine.send('waiting', { symbol: 'MSFT', side: 'buy', qty: '1', type: 'limit', limit_price: '1.00' });
  engine.wait(1_000);
  engine.call('POST', '/simulator/dividends', { symbol: 'META', usd: '0.51' });
  const [method = '', path = ''] = call.split(' ');
  const { body } = path.startsWith('/') ? engine.call(method, path) : engine.trading(method, path);
  return body;
}

function missingFrom(answer: unknown, example: unknown, at: string): string[] {
  if (example === null) return answer === undefined ? [at] : [];
  if (Array.isArray(example)) {
    const [first] = Array.isArray(answer) ? (answer as unknown[]) : [];
    return missingFrom(first, example[0], `${at}[0]`);
  }
  if (typeof example === 'object') {
    const fields = Object.entries(example).filter(([name]) => !NOT_SENT.has(name) && !NOT_SIMULATED.has(name));
    return fields.flatMap(([name, value]) => {
      const part = (answer as Record<string, unknown> | undefined)?.[name];
      return missingFrom(part, value, `${at}.${name}`);
    });
  }
  return typeOf(answer) === typeof example ? [] : [`${at} is ${typeOf(answer)}, not ${typeof example}`];
}

/** An exact number is an object until it is sent. */
function typeOf(value: unknown): string {
  return typeof value === 'object' && value !== null && 'digits' in value ? 'number' : typeof value;
}
