/** Says where other servers are, with whose key, or how an account there is spoken to. */
const OF_OTHER_SERVERS = /^(TEMPORAL|DATABASE|ALPACA)_/;

/**
 * Returns the caller's environment with `settings`, and without what it says of other servers: a namespace, an API key or TLS
 * that is meant for those would part our programs from the servers that are started for them.
 */
export function stackEnvironment(caller: NodeJS.ProcessEnv, settings: Record<string, string>): NodeJS.ProcessEnv {
  const kept = Object.entries(caller).filter(([name]) => !OF_OTHER_SERVERS.test(name));
  return { ...Object.fromEntries(kept), ...settings };
}
