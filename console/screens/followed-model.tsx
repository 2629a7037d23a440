import { Link } from 'react-router';
import { useSubscription } from '../api/models';
import { differsIn } from '../format/differs-in';

/** Which model a portfolio follows, at which version, and in what it differs from it. */
export function FollowedModel({ portfolioId }: { portfolioId: string }) {
  const { data, error } = useSubscription(portfolioId);
  if (error !== null) return <span className="quiet">{error.message}</span>;
  if (data === undefined) return <span className="quiet">…</span>;
  if (data === null) return 'none';
  const { modelId, version, pinned, overrides } = data;
  const differs = differsIn(overrides);
  return (
    <span className="stack">
      <span>
        <Link to={`/models/${modelId}`}>{modelId}</Link>, version {version}
        {pinned !== null && ', pinned'}
      </span>
      {differs !== 'nothing' && <span className="quiet">{differs}</span>}
    </span>
  );
}
