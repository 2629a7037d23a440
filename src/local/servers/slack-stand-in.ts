import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A webhook on this machine that takes alerts as Slack does, for the demo and the tests. */
export interface SlackStandIn {
  url: string;
  /** The texts that arrived and were answered 200, oldest first. */
  alerts: readonly string[];
  /** Every text that arrived. */
  attempts: readonly string[];
  /** From now on it answers with this HTTP status. */
  answerWith(status: number): void;
  close(): Promise<void>;
}

/** Our own alerts are a text; Alertmanager sends attachments. */
interface Message {
  text?: string;
  attachments?: { title: string; text: string }[];
}

export async function startSlackStandIn(onAlert: (text: string) => void = () => undefined): Promise<SlackStandIn> {
  const alerts: string[] = [];
  const attempts: string[] = [];
  let status = 200;
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const alert = textOf(JSON.parse(body) as Message);
      attempts.push(alert);
      if (status === 200) {
        alerts.push(alert);
        onAlert(alert);
      }
      response.writeHead(status).end(status === 200 ? 'ok' : 'no');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/services/alerts`,
    alerts,
    attempts,
    answerWith: (next) => {
      status = next;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function textOf({ text: alone, attachments = [] }: Message): string {
  return alone ?? attachments.map(({ title, text: below }) => `${title}\n${below}`).join('\n');
}
