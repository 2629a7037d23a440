import { Link, useParams, useSearchParams } from 'react-router';
import { type ModelDetail, type Subscription, useModel, useSubscriptions } from '../api/models';
import { useRollouts } from '../api/rollouts';
import { count } from '../format/amount';
import { differsIn } from '../format/differs-in';
import { timeText } from '../format/time';
import { Facts } from '../parts/facts';
import { Loaded } from '../parts/loaded';
import { Page } from '../parts/page';
import { Pager } from '../parts/pager';
import { Panel } from '../parts/panel';
import { type Column, Table } from '../parts/table';
import { StateTag } from '../parts/tag';
import { ModelVersions } from './model-versions';
import { RolloutTable } from './rollout-table';

/** One model: its versions side by side, who follows it and in what each differs, and what was rolled out. */
export function ModelScreen() {
  const { modelId = '' } = useParams();
  const query = useModel(modelId);
  return (
    <Page title={modelId} aside={<Link to="/models">All models</Link>}>
      <Loaded query={query}>
        {(model, at) => (
          <>
            <div className="columns">
              <Panel title="Now" at={at}>
                <Facts
                  of={[
                    ['Name', model.name],
                    ['Status', <StateTag key="status" of={model.status} />],
                    ['Current version', `${model.current}: new subscribers begin with it`],
                    ['Newest version', model.latest],
                    ['Made', `${timeText(model.createdAt)} by ${model.createdBy}`],
                  ]}
                />
              </Panel>
              <VersionCounts of={model} />
            </div>
            <ModelVersions model={model} />
          </>
        )}
      </Loaded>
      <LatestRollouts modelId={modelId} />
      <Subscriptions modelId={modelId} />
    </Page>
  );
}

function VersionCounts({ of: { subscribers } }: { of: ModelDetail }) {
  return (
    <Panel title="Who has which version" flush>
      <Table
        caption="Portfolios by version"
        rows={subscribers}
        keyOf={({ version }) => `${version}`}
        empty="No portfolio follows it."
        columns={[
          { title: 'Version', show: ({ version }) => version, isFigure: true },
          { title: 'Portfolios', show: (one) => count(one.subscribers), isFigure: true },
          { title: 'Pinned to it', show: ({ pinned }) => count(pinned), isFigure: true },
        ]}
      />
    </Panel>
  );
}

function LatestRollouts({ modelId }: { modelId: string }) {
  const query = useRollouts({ modelId, limit: 5 });
  return (
    <Loaded query={query}>
      {({ data, nextCursor }, at) => (
        <Panel
          title="Roll-outs"
          at={at}
          flush
          aside={nextCursor !== null && <Link to={`/rollouts?modelId=${modelId}`}>All of them</Link>}
        >
          <RolloutTable rollouts={data} empty="No version of it was rolled out yet." />
        </Panel>
      )}
    </Loaded>
  );
}

function Subscriptions({ modelId }: { modelId: string }) {
  const [search] = useSearchParams();
  const query = useSubscriptions(modelId, search.get('cursor') ?? undefined);
  return (
    <Loaded query={query}>
      {({ data, nextCursor }, at) => (
        <Panel title="Portfolios that follow it" at={at} flush>
          <Table
            caption="Portfolios that follow it"
            columns={COLUMNS}
            rows={data}
            keyOf={({ portfolioId }) => portfolioId}
            empty="No portfolio follows it."
          />
          <Pager nextCursor={nextCursor} />
        </Panel>
      )}
    </Loaded>
  );
}

const COLUMNS: readonly Column<Subscription>[] = [
  {
    title: 'Portfolio',
    show: ({ portfolioId }) => <Link to={`/portfolios/${portfolioId}`}>{portfolioId}</Link>,
  },
  { title: 'Version', show: ({ version }) => version, isFigure: true },
  { title: 'Pin', show: ({ pinned }) => (pinned === null ? 'follows' : `stays at ${pinned}`) },
  { title: 'Differs in', show: ({ overrides }) => differsIn(overrides), isWide: true },
  { title: 'Has it since', show: ({ appliedAt }) => timeText(appliedAt) },
];
