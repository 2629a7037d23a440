import { Link } from 'react-router';
import { ApiError } from '../api/problem';

/** What went wrong: the sentence, the code for programs, and the id by which the log of the API finds the request. */
export function ProblemNote({ error }: { error: unknown }) {
  const { message, code, requestId, errors } =
    error instanceof ApiError ? error : new ApiError(0, null, `The console failed: ${String(error)}`, null);
  return (
    <div className="note bad" role="alert">
      <p>{message}</p>
      {errors.length > 1 && (
        <ul>
          {errors.map(({ field, rule }) => (
            <li key={`${field} ${rule}`}>
              <code>{field}</code> {rule}
            </li>
          ))}
        </ul>
      )}
      {code === 'APPROVAL_NEEDED' && (
        <p>
          It is in the list of <Link to="/approvals">approvals</Link>.
        </p>
      )}
      {code !== null && (
        <p className="small">
          Code <code>{code}</code>
          {requestId !== null && (
            <>
              , request <code>{requestId}</code>
            </>
          )}
        </p>
      )}
    </div>
  );
}
