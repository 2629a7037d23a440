import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { type ConnectionLimits, limitConnections } from './connections';

export interface ApiServer {
  url: string;
  /** Takes no new request, and waits for those that it has. */
  close(): Promise<void>;
}

/** Somebody who sends a byte a second must not hold a connection for long. Any body but a file has less time: src/api/body.ts. */
const HEADERS_MS = 10_000;
const REQUEST_MS = 10 * 60_000;
/** Longer than that of usual proxies, so that it is they who end an idle connection. */
const IDLE_MS = 65_000;
/** A client that takes nothing, a stream's heartbeats included, is gone. */
const SILENT_MS = 120_000;
/** About 20 kB of memory each, and one of the files that the process may have open. */
const CONNECTIONS: ConnectionLimits = { max: 4_096, spare: 512 };
const CLOSE_MS = 20_000;

/** Serves `fetch` at `address`; port 0 is any free one. @throws Error that says so when the port is taken. */
export async function startServer(
  fetch: (request: Request, env: unknown) => Response | Promise<Response>,
  address: { host: string; port: number },
): Promise<ApiServer> {
  const server = createAdaptorServer({
    fetch,
    serverOptions: { headersTimeout: HEADERS_MS, requestTimeout: REQUEST_MS, keepAliveTimeout: IDLE_MS },
  });
  server.setTimeout(SILENT_MS);
  // Without settings for HTTP/2 it is a server of HTTP/1.
  limitConnections(server as Server, CONNECTIONS);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new Error(taken(address), { cause: error }) : error),
    );
    server.listen(address.port, address.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://${address.host}:${port}`, close: () => closed(server) };
}

function taken({ host, port }: { host: string; port: number }): string {
  return `AUTOBALANCER_API_PORT ${port} is in use on ${host}: choose another, or 0 for any that is free`;
}

function closed(server: ReturnType<typeof createAdaptorServer>): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), CLOSE_MS);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    if ('closeIdleConnections' in server) server.closeIdleConnections();
  });
}
