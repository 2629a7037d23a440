import { Suspense } from 'react';
import { Link, NavLink, Route, Routes } from 'react-router';
import type { Who } from './api/roles';
import { Keys } from './parts/keys';
import { SCREENS } from './screens';
import { Fleet } from './screens/fleet';
import { KeysScreen } from './screens/keys';
import { NotFound } from './screens/not-found';
import { PortfolioScreen } from './screens/portfolio';
import { Portfolios } from './screens/portfolios';
import { TradingScreen } from './screens/trading';
import { TopLine } from './top-line';

/** What stands around every screen: where one can go, whether trading is on, who one is. */
export function Frame({ who, onLeave }: { who: Who; onLeave: () => Promise<void> }) {
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
            <Route path="/trading" element={<TradingScreen />} />
            <Route path="/keys" element={<KeysScreen />} />
            <Route path="*" element={<NotFound />} />
          </Routes>
        </Suspense>
      </main>
      <Keys />
    </div>
  );
}
