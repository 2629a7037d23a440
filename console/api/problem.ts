/** Why something was not done, as a person hears it. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    /** 0 when nothing answered. */
    readonly status: number,
    /** One of the API's closed set; null when nothing answered. */
    readonly code: string | null,
    message: string,
    /** What the log of the API calls this request. */
    readonly requestId: string | null,
    readonly errors: readonly { field: string; rule: string }[] = [],
  ) {
    super(message);
  }
}

interface Answer<Data> {
  data?: Data | undefined;
  error?: unknown;
  response: Response;
}

/** Returns what was answered. @throws ApiError for a problem, and when nothing answered */
export async function answered<Data>(asked: Promise<Answer<Data>>): Promise<Data> {
  let answer: Answer<Data>;
  try {
    answer = await asked;
  } catch {
    throw new ApiError(0, null, 'The API does not answer.', null);
  }
  const { data, error, response } = answer;
  if (response.ok) return data as Data;
  throw problemOf(error, response);
}

function problemOf(error: unknown, { status, headers }: Response): ApiError {
  const problem = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>;
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
  const message = text(problem.detail) ?? text(problem.title) ?? `The API answered ${status}.`;
  const errors = Array.isArray(problem.errors) ? (problem.errors as { field: string; rule: string }[]) : [];
  return new ApiError(status, text(problem.code) ?? null, message, headers.get('X-Request-Id'), errors);
}
