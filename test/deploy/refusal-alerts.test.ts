import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { callsPerson, isKept, REFUSAL_ORDER } from '../../src/domain/refusal';

test('the alerts of refusals leave out exactly what ends by itself: a new code has to be named, or is told of', () => {
  const rules = readFileSync(join(__dirname, '../../deploy/prometheus/alerts.yml'), 'utf8');
  const leftOut = [...rules.matchAll(/autobalancer_refused_\w+\{code!~"([A-Z_|]+)"\}/g)].map(([, codes = '']) =>
    codes.split('|'),
  );
  expect(leftOut).toHaveLength(2);
  const endByThemselves = REFUSAL_ORDER.filter((code) => isKept(code) && !callsPerson(code));
  for (const codes of leftOut) expect([...codes].sort()).toEqual([...endByThemselves].sort());
});
