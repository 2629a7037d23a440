import { Link } from 'react-router';
import type { Rollout } from '../api/rollouts';
import { Age } from '../parts/age';
import { type Column, Table } from '../parts/table';
import { StateTag } from '../parts/tag';

/** Roll-outs, the latest first. */
export function RolloutTable({ rollouts, empty }: { rollouts: readonly Rollout[]; empty: string }) {
  return <Table caption="Roll-outs" columns={COLUMNS} rows={rollouts} keyOf={({ id }) => id} empty={empty} />;
}

const COLUMNS: readonly Column<Rollout>[] = [
  {
    title: 'Of',
    show: ({ id, modelId, version }) => (
      <Link to={`/rollouts/${id}`}>
        {modelId}, version {version}
      </Link>
    ),
  },
  { title: 'State', show: ({ state }) => <StateTag of={state} /> },
  { title: 'Cohort', show: ({ cohort, cohorts }) => `${cohort} of ${cohorts.length}` },
  { title: 'Why', show: ({ stateReason }) => stateReason ?? '–', isWide: true },
  { title: 'Started', show: ({ startedAt }) => <Age at={startedAt} label="" /> },
  { title: 'By', show: ({ startedBy }) => <code>{startedBy}</code> },
];
