import { Link, useLocation } from 'react-router';
import { Page } from '../parts/page';

export function NotFound() {
  const { pathname } = useLocation();
  return (
    <Page title="There is no such screen">
      <p>
        Nothing is at <code>{pathname}</code>. <Link to="/">Go to the fleet</Link>
      </p>
    </Page>
  );
}
