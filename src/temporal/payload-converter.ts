// A converter that never throws on decoding: one payload typed with the wrong encoding in the Web UI would otherwise stop a
// workflow permanently, because every replay of its task gets the same payload again.

import { defaultPayloadConverter, type Payload, type PayloadConverter } from '@temporalio/common';

/** What stands where a payload could not be decoded: no handler takes it for a valid argument. */
export interface Undecodable {
  undecodable: string;
}

export const payloadConverter: PayloadConverter = {
  toPayload: (value) => defaultPayloadConverter.toPayload(value),
  fromPayload: <T>(payload: Payload): T => {
    try {
      return defaultPayloadConverter.fromPayload<T>(payload);
    } catch (error) {
      const undecodable: Undecodable = { undecodable: error instanceof Error ? error.message : String(error) };
      return undecodable as T;
    }
  },
};
