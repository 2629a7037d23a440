// How a person is called.

export interface Alerts {
  /** Delivers one alert, or says that nobody wants any. Delivering again is safe: the event id is the same. @throws AlertFault */
  send(alert: Alert): Promise<'sent' | 'not-configured'>;
}

export interface Alert {
  /** Stays the same over every delivery of one event. */
  eventId: string;
  text: string;
}

/** The alert did not arrive. The message never shows the webhook's address, which is a secret. */
export class AlertFault extends Error {
  override readonly name = 'AlertFault';
}
