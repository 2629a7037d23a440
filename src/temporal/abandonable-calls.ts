import { type ConnectionOptions, defaultGrpcRetryOptions, makeGrpcRetryInterceptor } from '@temporalio/client';

type Interceptor = NonNullable<ConnectionOptions['interceptors']>[number];
type Call = ReturnType<Interceptor>;

export interface AbandonableCalls {
  interceptors: Interceptor[];
  /** Ends every call, and lets none begin. */
  abandon(): void;
}

/**
 * Calls to Temporal that can be given up. Closing a connection leaves those that wait open for as long as the server likes, and the
 * client repeats the ones that fail, where nobody catches what a closed connection throws.
 */
export function abandonableCalls(): AbandonableCalls {
  const begun = new Set<Call>();
  let abandoned = false;
  const interceptor: Interceptor = (options, nextCall) => {
    if (abandoned) return SILENT as unknown as Call;
    const call = nextCall(options) as Call;
    begun.add(call);
    return call;
  };
  return {
    // The client's own, which repeats what may be repeated, and ours for each of its attempts.
    interceptors: [makeGrpcRetryInterceptor(defaultGrpcRetryOptions()), interceptor],
    abandon: () => {
      abandoned = true;
      for (const call of begun) call.cancelWithStatus(CANCELLED, 'given up');
    },
  };
}

/** gRPC's code. */
const CANCELLED = 1;

const nothing = () => undefined;
/** A call that never ends: nobody waits for it. */
const SILENT = {
  start: nothing,
  startRead: nothing,
  sendMessage: nothing,
  sendMessageWithContext: nothing,
  halfClose: nothing,
  cancelWithStatus: nothing,
  getPeer: () => '',
};
