import { createServer } from 'node:net';

/** Returns `preferred` when nothing listens on it on the loopback address, else the next free port. 0 asks for any. */
export async function freePort(preferred: number): Promise<number> {
  for (let port = preferred; port <= 65_535; port += 1) {
    const bound = await tryBind(port);
    if (bound !== undefined) return bound;
  }
  throw new Error(`no free port at or above ${preferred}`);
}

function tryBind(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : undefined));
    });
  });
}
