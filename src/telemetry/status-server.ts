// Where an orchestrator asks whether a program is alive and ready, and where Prometheus reads its metrics.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Probes {
  /** Says why the program should be restarted, or undefined. */
  alive(): string | undefined;
  /** Says why the program is not ready now, or undefined. An error that it throws is such a reason too. */
  ready(): Promise<string | undefined>;
  /** In Prometheus's text format. */
  metrics(): Promise<string>;
}

export interface StatusServer {
  url: string;
  close(): Promise<void>;
}

/** Serves /healthz, /readyz and /metrics at `address`; port 0 is any free one. @throws Error that says so when the port is taken. */
export async function startStatusServer(
  address: { host: string; port: number },
  probes: Probes,
): Promise<StatusServer> {
  const server = createServer((request, response) => {
    answer(probes, request, response).catch((error: unknown) =>
      send(response, 503, error instanceof Error ? error.message : String(error)),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new Error(taken(address), { cause: error }) : error),
    );
    server.listen(address.port, address.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${address.host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function taken({ host, port }: { host: string; port: number }): string {
  return `AUTOBALANCER_STATUS_PORT ${port} is in use on ${host}: choose another, or 0 for any that is free`;
}

async function answer(probes: Probes, { url, method }: IncomingMessage, response: ServerResponse): Promise<void> {
  if (method !== 'GET' && method !== 'HEAD') return send(response, 405, 'only GET is answered');
  const path = new URL(url ?? '/', 'http://status').pathname;
  if (path === '/healthz') return report(response, probes.alive());
  if (path === '/readyz') return report(response, probes.alive() ?? (await probes.ready()));
  if (path === '/metrics')
    return send(response, 200, await probes.metrics(), 'text/plain; version=0.0.4; charset=utf-8');
  send(response, 404, 'there are /healthz, /readyz and /metrics');
}

function report(response: ServerResponse, problem: string | undefined): void {
  send(response, problem === undefined ? 200 : 503, problem ?? 'ok');
}

function send(response: ServerResponse, status: number, text: string, type = 'text/plain; charset=utf-8'): void {
  response.writeHead(status, { 'Content-Type': type }).end(`${text}\n`);
}
