import { AlertFault, type Alerts } from './alerts';

const TIMEOUT_MS = 10_000;

/**
 * Returns alerts that go to a Slack incoming webhook, or nowhere without one. It is asked for at each alert: it may be replaced.
 *
 * @see https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
 */
export function createSlackAlerts(webhook: () => string | undefined): Alerts {
  return {
    send: async ({ eventId, text }) => {
      const webhookUrl = webhook();
      if (webhookUrl === undefined) return 'not-configured';
      const response = await post(webhookUrl, { text: `${text}\nevent ${eventId}` });
      await response.body?.cancel();
      if (!response.ok) throw new AlertFault(`the alert webhook answered ${response.status}`);
      return 'sent';
    },
  };
}

async function post(url: string, body: object): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      // A redirect would carry the alert to an address nobody configured.
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    // The error of fetch may name the address.
    throw new AlertFault(`the alert webhook did not answer: ${error instanceof Error ? error.name : 'unknown'}`);
  }
}
