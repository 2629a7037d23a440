import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';

/** One request that arrived, whatever was answered to it. */
export interface Received {
  id: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
  /** The body, once the library has found the signature right. @throws when it is not */
  verified(secret: string): { type: string; timestamp: string; data: Record<string, unknown> };
}

/** A receiver on this machine, as a customer would write one. */
export interface WebhookReceiver {
  url: string;
  port: number;
  received: readonly Received[];
  /** From now on each request is answered by it: 204 unless told. */
  answerBy(answer: (request: IncomingMessage, response: ServerResponse) => void): void;
  answerWith(status: number, headers?: Record<string, string>): void;
  close(): Promise<void>;
}

export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const received: Received[] = [];
  const withStatus =
    (status: number, headers: Record<string, string> = {}) =>
    (_request: IncomingMessage, response: ServerResponse) =>
      void response.writeHead(status, headers).end();
  let answer: (request: IncomingMessage, response: ServerResponse) => void = withStatus(204);
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { headers, url: path = '' } = request;
      const verified: Received['verified'] = (secret) =>
        new Webhook(secret).verify(body, headers as Record<string, string>) as ReturnType<Received['verified']>;
      received.push({ id: String(headers['webhook-id']), path, headers, body, verified });
      answer(request, response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    port,
    received,
    answerBy: (next) => {
      answer = next;
    },
    answerWith: (status, headers) => {
      answer = withStatus(status, headers);
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
