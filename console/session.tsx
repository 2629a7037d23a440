import { useQueryClient } from '@tanstack/react-query';
import { WhoContext } from './api/roles';
import { logIn, logOut, SESSION_QUERY, useSession } from './api/session';
import { Frame } from './frame';
import { Login } from './login';
import { LivenessProvider } from './parts/liveness';
import { ProblemNote } from './parts/problem-note';

/** Shows the login to nobody, and the console to anyone who is logged in. */
export function Session() {
  const session = useSession();
  const queries = useQueryClient();
  const { data: who, dataUpdatedAt, error } = session;
  const enter = async (key: string) => {
    await logIn(key);
    await queries.invalidateQueries();
  };
  const leave = async () => {
    await logOut();
    // What the last one saw is not for the next one.
    queries.clear();
    queries.setQueryData(SESSION_QUERY, null);
  };
  if (who === undefined) return <main className="entry">{error === null ? null : <ProblemNote error={error} />}</main>;
  if (who === null) return <Login onEnter={enter} />;
  return (
    <LivenessProvider answeredAt={dataUpdatedAt}>
      <WhoContext value={who}>
        <Frame who={who} onLeave={leave} />
      </WhoContext>
    </LivenessProvider>
  );
}
