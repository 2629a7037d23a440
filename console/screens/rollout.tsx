import { Link, useParams, useSearchParams } from 'react-router';
import { type RolloutDetail, type RolloutPortfolio, useRollout, useRolloutPortfolios } from '../api/rollouts';
import { count, percent } from '../format/amount';
import { timeText } from '../format/time';
import { Age } from '../parts/age';
import { Copyable } from '../parts/copyable';
import { Facts } from '../parts/facts';
import { ChoiceFilter, FilterForm } from '../parts/filter-form';
import { Loaded } from '../parts/loaded';
import { Meanings } from '../parts/meanings';
import { Page } from '../parts/page';
import { Pager } from '../parts/pager';
import { Panel } from '../parts/panel';
import { type Column, Table } from '../parts/table';
import { StateTag, Tag } from '../parts/tag';
import { RolloutActions } from './rollout-actions';

/** One roll-out: how far each cohort is, by which rule it aborts, why it has stopped, and what became of each portfolio. */
export function RolloutScreen() {
  const { rolloutId = '' } = useParams();
  const query = useRollout(rolloutId);
  return (
    <Page title="Roll-out" aside={<Link to="/rollouts">All roll-outs</Link>}>
      <Loaded query={query}>
        {(rollout, at) => (
          <>
            <Panel title="How far it is" at={at}>
              <div className="stack">
                <p role="status">
                  <b>{SENTENCES[rollout.state](rollout)}</b>
                </p>
                <Facts of={factsOf(rollout)} />
                <RolloutActions of={rollout} />
              </div>
            </Panel>
            <Cohorts of={rollout} />
          </>
        )}
      </Loaded>
      <Portfolios rolloutId={rolloutId} />
    </Page>
  );
}

const SENTENCES: Readonly<Record<RolloutDetail['state'], (of: RolloutDetail) => string>> = {
  RUNNING: ({ cohort, cohorts }) => `Cohort ${cohort} of ${cohorts.length} is under way.`,
  PAUSED: ({ stateReason }) => `It is paused: ${stateReason ?? ''}. No other portfolio gets the version.`,
  ABORTED: ({ stateReason }) =>
    `It was aborted: ${stateReason ?? ''}. Portfolios that have the version keep it. The way back is a roll-out of the version before.`,
  DONE: ({ version }) => `It is done: version ${version} is the model's current one.`,
};

function factsOf({ id, modelId, version, state, stateBy, cohorts, abortPercent, perMinute, ...rest }: RolloutDetail) {
  return [
    ['State', <StateTag key="state" of={state} />],
    [
      'Of',
      <span key="of">
        <Link to={`/models/${modelId}`}>{modelId}</Link>, version {version}
      </span>,
    ],
    ['Stopped by', stateBy === null ? null : stateBy === 'rollout' ? 'its own rule' : <code key="by">{stateBy}</code>],
    ['Cohorts', `up to ${cohorts.map((one) => `${one} %`).join(', ')}`],
    ['Aborts', `when more than ${percent(abortPercent)} of a cohort end badly`],
    ['Pace', `${count(perMinute)} portfolios a minute`],
    ['At this cohort since', state === 'RUNNING' ? <Age key="since" at={rest.cohortSince} label="" /> : null],
    ['Started', `${timeText(rest.startedAt)} by ${rest.startedBy}`],
    ['Ended', rest.endedAt && timeText(rest.endedAt)],
    ['Roll-out', <Copyable key="id" text={id} name="id of the roll-out" />],
  ] as const;
}

type Counted = RolloutDetail['counts'][number];

function Cohorts({ of: { counts, cohort: present, state, cohorts } }: { of: RolloutDetail }) {
  const sizeOf = ({ waiting, applied, done, failed }: Counted) => waiting + applied + done + failed;
  const columns: Column<Counted>[] = [
    {
      title: 'Cohort',
      show: ({ cohort }) => (
        <span className="row">
          <b>
            {cohort}, up to {cohorts[cohort - 1]} %
          </b>
          {cohort === present && state === 'RUNNING' && <Tag tone="busy">now</Tag>}
        </span>
      ),
    },
    {
      title: 'At rest',
      isWide: true,
      show: (one) => {
        const atRest = one.done + one.failed;
        const said = `${count(atRest)} of ${count(sizeOf(one))}`;
        return (
          <>
            <progress
              className="progress"
              aria-label={`cohort ${one.cohort}: ${said} at rest`}
              max={Math.max(1, sizeOf(one))}
              value={atRest}
            />
            {said}
          </>
        );
      },
    },
    { title: 'Waiting', show: ({ waiting }) => count(waiting), isFigure: true },
    { title: 'At work', show: ({ applied }) => count(applied), isFigure: true },
    { title: 'Done', show: ({ done }) => count(done), isFigure: true },
    {
      title: 'Ended badly',
      show: ({ failed }) => (failed > 0 ? <b className="tag-bad">! {count(failed)}</b> : '0'),
      isFigure: true,
    },
  ];
  return (
    <Panel title="Cohorts" flush>
      <Table
        caption="Cohorts"
        columns={columns}
        rows={counts}
        keyOf={({ cohort }) => `${cohort}`}
        empty="No portfolio that follows the model had another version."
      />
    </Panel>
  );
}

/** What each state means, as the contract has it. */
const STATES: Readonly<Record<RolloutPortfolio['state'], string>> = {
  WAITING: 'it does not have the version yet',
  APPLIED: 'it has the version, and is not at rest yet',
  DONE: 'it has come to rest',
  FAILED: 'it ended badly, and counts for the rule',
};

function Portfolios({ rolloutId }: { rolloutId: string }) {
  const [search] = useSearchParams();
  const query = useRolloutPortfolios(rolloutId, Object.fromEntries(search));
  return (
    <>
      <FilterForm>
        <ChoiceFilter name="state" label="State" of={Object.keys(STATES)} />
      </FilterForm>
      <Loaded query={query}>
        {({ data, nextCursor }, at) => (
          <Panel title="What became of its portfolios" at={at} flush>
            <Table
              caption="Portfolios of the roll-out"
              columns={COLUMNS}
              rows={data}
              keyOf={({ portfolioId }) => portfolioId}
              empty="There is none."
            />
            <Pager nextCursor={nextCursor} />
          </Panel>
        )}
      </Loaded>
      <Meanings of={STATES} />
    </>
  );
}

const COLUMNS: readonly Column<RolloutPortfolio>[] = [
  {
    title: 'Portfolio',
    show: ({ portfolioId }) => <Link to={`/portfolios/${portfolioId}`}>{portfolioId}</Link>,
  },
  { title: 'Cohort', show: ({ cohort }) => cohort, isFigure: true },
  { title: 'State', show: ({ state }) => <StateTag of={state} /> },
  { title: 'Why', show: ({ code }) => (code === null ? '–' : <code>{code}</code>) },
  {
    title: 'Batch',
    show: ({ portfolioId, batchId }) =>
      batchId === null ? (
        '–'
      ) : (
        <Link to={`/portfolios/${portfolioId}/batches/${batchId}`}>
          its batch<span className="only-heard"> of {portfolioId}</span>
        </Link>
      ),
  },
  { title: 'Got it', show: ({ appliedAt }) => (appliedAt === null ? '–' : timeText(appliedAt)) },
];
