import { Suspense } from 'react';
import { Link, NavLink, Route, Routes } from 'react-router';
import { useLiveEvents } from './api/live';
import type { Who } from './api/roles';
import { Keys } from './parts/keys';
import { SCREENS } from './screens';
import { ActivitiesScreen } from './screens/activities';
import { ApprovalsScreen } from './screens/approvals';
import { AuditScreen } from './screens/audit';
import { AuditSearchScreen } from './screens/audit-search';
import { BatchScreen } from './screens/batch';
import { BatchesScreen } from './screens/batches';
import { Fleet } from './screens/fleet';
import { ImportScreen } from './screens/import';
import { ImportsScreen } from './screens/imports';
import { InboxScreen } from './screens/inbox';
import { KeysScreen } from './screens/keys';
import { ModelScreen } from './screens/model';
import { ModelsScreen } from './screens/models';
import { NotFound } from './screens/not-found';
import { PortfolioScreen } from './screens/portfolio';
import { Portfolios } from './screens/portfolios';
import { PricesScreen } from './screens/prices';
import { RefusedScreen } from './screens/refused';
import { RolloutScreen } from './screens/rollout';
import { RolloutsScreen } from './screens/rollouts';
import { SettingsScreen } from './screens/settings';
import { StaleScreen } from './screens/stale';
import { StartRolloutScreen } from './screens/start-rollout';
import { TradingScreen } from './screens/trading';
import { WebhookScreen } from './screens/webhook';
import { WebhooksScreen } from './screens/webhooks';
import { TopLine } from './top-line';

/** What stands around every screen: where one can go, whether trading is on, who one is. */
export function Frame({ who, onLeave }: { who: Who; onLeave: () => Promise<void> }) {
  useLiveEvents();
  return (
    <div className="frame">
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <nav className="side" aria-label="Screens">
        <Link className="brand" to="/">
          Autobalancer
        </Link>
        <ul className="nav">
          {SCREENS.map(({ path, title }) => (
            <li key={path}>
              <NavLink to={path} end={path === '/'}>
                {title}
              </NavLink>
            </li>
          ))}
        </ul>
      </nav>
      <TopLine who={who} onLeave={onLeave} />
      <main id="content" className="content" tabIndex={-1}>
        <Suspense fallback={<p className="quiet">Loading …</p>}>
          <Routes>
            <Route path="/" element={<Fleet />} />
            <Route path="/portfolios" element={<Portfolios />} />
            <Route path="/portfolios/:portfolioId" element={<PortfolioScreen />} />
            <Route path="/portfolios/:portfolioId/batches/:batchId" element={<BatchScreen />} />
            <Route path="/portfolios/:portfolioId/settings" element={<SettingsScreen />} />
            <Route path="/portfolios/:portfolioId/audit" element={<AuditScreen />} />
            <Route path="/portfolios/:portfolioId/activities" element={<ActivitiesScreen />} />
            <Route path="/batches" element={<BatchesScreen />} />
            <Route path="/stale" element={<InboxScreen />} />
            <Route path="/stale/:portfolioId" element={<StaleScreen />} />
            <Route path="/refused" element={<RefusedScreen />} />
            <Route path="/models" element={<ModelsScreen />} />
            <Route path="/models/:modelId" element={<ModelScreen />} />
            <Route path="/models/:modelId/rollout" element={<StartRolloutScreen />} />
            <Route path="/rollouts" element={<RolloutsScreen />} />
            <Route path="/rollouts/:rolloutId" element={<RolloutScreen />} />
            <Route path="/activities" element={<ActivitiesScreen />} />
            <Route path="/prices" element={<PricesScreen />} />
            <Route path="/approvals" element={<ApprovalsScreen />} />
            <Route path="/trading" element={<TradingScreen />} />
            <Route path="/imports" element={<ImportsScreen />} />
            <Route path="/imports/:importId" element={<ImportScreen />} />
            <Route path="/audit" element={<AuditSearchScreen />} />
            <Route path="/webhooks" element={<WebhooksScreen />} />
            <Route path="/webhooks/:webhookId" element={<WebhookScreen />} />
            <Route path="/keys" element={<KeysScreen />} />
            <Route path="*" element={<NotFound />} />
          </Routes>
        </Suspense>
      </main>
      <Keys />
    </div>
  );
}
