import { Link, useParams } from 'react-router';
import { usePortfolio } from '../api/portfolios';
import type { Portfolio } from '../api/types';
import { usd } from '../format/amount';
import { timeText } from '../format/time';
import { Age } from '../parts/age';
import { Copyable } from '../parts/copyable';
import { DriftBar } from '../parts/drift-bar';
import { Facts } from '../parts/facts';
import { Loaded } from '../parts/loaded';
import { Page } from '../parts/page';
import { Panel } from '../parts/panel';
import { StateTag } from '../parts/tag';
import { FollowedModel } from './followed-model';
import { PlanPreview } from './plan-preview';
import { PolicyFacts } from './policy-facts';
import { PortfolioActions } from './portfolio-actions';
import { PortfolioHistory } from './portfolio-history';
import { PortfolioValues } from './portfolio-values';
import { Positions } from './positions';
import { Restrictions } from './restrictions';
import { Withdrawals } from './withdrawals';

/** One portfolio: how it stands, what it should be, what was done to it. */
export function PortfolioScreen() {
  const { portfolioId = '' } = useParams();
  const query = usePortfolio(portfolioId);
  return (
    <Page title={portfolioId}>
      <Loaded query={query}>
        {({ portfolio, measured, problem }, at) => (
          <>
            <div className="columns">
              <Panel title="Now" at={at}>
                <Facts
                  of={[
                    ['Status', <Status key="status" of={portfolio} />],
                    ['Value', measured && <span className="figure">{usd(measured.value)}</span>],
                    [
                      'Cash',
                      <span key="cash" className="figure">
                        {usd(portfolio.cash)}
                      </span>,
                    ],
                    [
                      'Drift',
                      measured && (
                        <DriftBar
                          drift={measured.drift}
                          threshold={portfolio.policy.driftThreshold}
                          exceeds={measured.exceeds}
                        />
                      ),
                    ],
                    ['Cooling down until', portfolio.coolUntil && timeText(portfolio.coolUntil)],
                    ['Model', <FollowedModel key="model" portfolioId={portfolio.id} />],
                    ['Account', <Copyable key="account" text={portfolio.accountId} name="account id" />],
                  ]}
                />
              </Panel>
              <PolicyFacts policy={portfolio.policy} version={portfolio.policyVersion} />
            </div>
            <PortfolioActions portfolio={portfolio} />
            <Restrictions of={portfolio} />
            <Withdrawals of={portfolio} />
            <PlanPreview portfolioId={portfolio.id} />
            <Positions portfolio={portfolio} measured={measured} problem={problem} at={at} />
          </>
        )}
      </Loaded>
      <PortfolioValues portfolioId={portfolioId} />
      <PortfolioHistory portfolioId={portfolioId} />
    </Page>
  );
}

function Status({ of: { id, status, statusReason, frozen, refusal, refusedSince } }: { of: Portfolio }) {
  return (
    <span className="stack">
      <span className="row">
        <StateTag of={status} />
        {statusReason !== null && <code>{statusReason}</code>}
        {frozen && <span>frozen</span>}
        {status === 'STALE' && <Link to={`/stale/${id}`}>What can be done</Link>}
      </span>
      {refusal !== null && (
        <span>
          Refused: <code>{refusal.code}</code> {refusal.detail}{' '}
          {refusedSince !== null && <Age at={refusedSince} label="first refused" />}
        </span>
      )}
    </span>
  );
}
