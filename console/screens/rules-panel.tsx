import { type RuleSet, useRules } from '../api/rules';
import { timeText } from '../format/time';
import { Facts } from '../parts/facts';
import { Loaded } from '../parts/loaded';
import { Panel } from '../parts/panel';
import { Table } from '../parts/table';

const MEANS: Readonly<Record<RuleSet['rules'][number]['kind'], string>> = {
  'max-weight': 'percent of what is invested that no buy may pass',
  'min-cash': 'percent of the value that buys leave in cash',
  restricted: 'not bought',
  'max-turnover': 'percent of the value that a plan may buy, or sell',
  'max-order': 'dollars that an order may be',
};

/** What the plans of all portfolios are held to, and who set it. */
export function RulesPanel() {
  const query = useRules();
  return (
    <Loaded query={query}>
      {({ version, rules, reason, by, at: since }, at) => (
        <Panel title="Rules for all plans" at={at}>
          <Facts
            of={[
              ['Version', version === 0 ? null : `${version}`],
              ['Why', reason],
              ['Since', since === null ? null : `${timeText(since)}, by ${by}`],
            ]}
          />
          <div className="scrolls">
            <Table
              caption="Rules"
              rows={rules}
              keyOf={({ kind, severity, symbols }) => `${kind} ${severity} ${symbols.join()}`}
              empty="There are no rules."
              columns={[
                { title: 'Rule', show: ({ kind }) => <code>{kind}</code> },
                { title: 'If broken', show: ({ severity }) => (severity === 'block' ? 'not traded' : 'a warning') },
                { title: 'Limit', show: ({ limit }) => limit ?? '', isFigure: true },
                { title: 'Symbols', show: ({ symbols }) => symbols.join(', ') },
                { title: 'Means', show: ({ kind }) => MEANS[kind], isWide: true },
              ]}
            />
          </div>
        </Panel>
      )}
    </Loaded>
  );
}
