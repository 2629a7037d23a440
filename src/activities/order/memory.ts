// What an attempt that ends in order to wait tells the next one. Temporal keeps it as text, in the details of the last heartbeat.

import type { BrokerOrder } from '../../broker/broker';

export type Memory =
  /** Of an order that was sent: what the broker said to the send of `sentAt`. `seen` is null when the order has not arrived. */
  | { kind: 'sent'; sentAt: string; seen: BrokerOrder | null }
  /** Of an order that is reconciled: what the broker answered last, and how many claims of its id have led to nothing. */
  | { kind: 'asked'; answer: Answer | null; claims: number };

/** What the broker may answer about an order. */
export type Answer = (typeof ANSWERS)[number];

const ANSWERS = ['ended', 'open', 'missing', 'no-answer'] as const;

/** Begins with a brace, by which the build before this one knows what it can read. */
export function memoryText(memory: Memory): string {
  return JSON.stringify(memory);
}

/** Returns undefined for details that no worker of ours wrote. The attempt then begins as a first one does. */
export function readMemory(details: unknown): Memory | undefined {
  if (typeof details !== 'string') return undefined;
  return details.startsWith('{') ? readJson(details) : readWords(details);
}

/** The build before wrote no `kind`, and only a sender wrote JSON. */
function readJson(text: string): Memory | undefined {
  const read = JSON.parse(text) as Partial<Memory> & Record<string, unknown>;
  if (read.kind === 'asked') return read as Memory;
  const { sentAt, seen } = read;
  return typeof sentAt === 'string' ? { kind: 'sent', sentAt, seen: seen as BrokerOrder | null } : undefined;
}

/** "missing 2", as the build before wrote it; "nothing 0" before the broker had answered. */
function readWords(text: string): Memory | undefined {
  const [, word, claims = ''] = /^(\S+) ([0-9]+)$/.exec(text) ?? [];
  if (word === undefined) return undefined;
  return { kind: 'asked', answer: ANSWERS.find((one) => one === word) ?? null, claims: Number.parseInt(claims, 10) };
}
