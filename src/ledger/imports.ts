// Files of portfolios that are being imported. Their lines wait in the ledger, so that an import survives the program that runs it.
//
// M1. RECEIVING → WAITING → CHECKING → STORING → DONE; REFUSED instead of STORING when a line is wrong and the rest is not wanted alone.
// M2. At most one import is CHECKING or STORING. From then on nobody else gets the ids and accounts of its lines.
// M3. Each chunk is one transaction. If a program is killed between two, the next one that takes the import goes on.
// M4. A turn that somebody else has taken over stores nothing more.
// M5. An import can be cancelled until it is STORING; then it goes on to its end, so that nothing is ever half stored.

import type { InputRefusalCode } from '../domain/causes';
import type { ImportedPortfolio } from '../domain/imported';
import type { TickerSymbol } from '../domain/portfolio';
import type { Actor } from './ledger';

export interface ImportLedger {
  /** Begins an import, RECEIVING, and returns its id. */
  beginImport(isPartial: boolean, by: Actor): Promise<string>;
  /** Adds the lines that were read, up to `read`, and the problems with others. */
  addToImport(id: string, part: ImportPart, at: string): Promise<void>;
  /**
   * The file is complete, and waits for its turn. Returns the id of its import. If an unfinished import has the same content,
   * that is the one, and this one is deleted.
   */
  importReceived(id: string, whole: { content: string; symbols: readonly TickerSymbol[] }, at: string): Promise<string>;
  /** Deletes an import that has stored nothing, unless it is running. */
  dropImport(id: string): Promise<void>;
  /**
   * Cancels an import of which nothing is stored yet: it is deleted with its lines, and this is audited under SYSTEM_AUDIT. Returns it as it
   * was, or its state when it is too late. Undefined when there is none.
   */
  cancelImport(id: string, by: Actor): Promise<Import | TooLate | undefined>;
  /** Takes the next import: one that was abandoned for half a minute, or else the one that has waited longest. */
  takeImport(at: string): Promise<ImportTurn | undefined>;
  /** Reports that this turn is still active. False when somebody else has taken it over. */
  beatImport(turn: ImportTurn, at: string): Promise<boolean>;
  /** Gives a turn back, so that another one is taken at once. What is stored stays. */
  leaveImport(turn: ImportTurn): Promise<void>;
  /**
   * Checks the next lines for conflicts. Portfolios that exist with the same content are skipped. `end` is how the check ended
   * once nothing is left to check: STORING or REFUSED.
   */
  checkImport(
    turn: ImportTurn,
    unlisted: readonly TickerSymbol[],
    limit: number,
    at: string,
  ): Promise<'more' | 'STORING' | 'REFUSED' | 'overtaken'>;
  /** Stores the remaining lines behind `after`, up to `to`. */
  storeImport(turn: ImportTurn, lines: { after: number; to: number }, at: string): Promise<'stored' | 'overtaken'>;
  /** Ends an import whose lines are stored. */
  endImport(turn: ImportTurn, at: string): Promise<void>;
  findImport(id: string): Promise<Import | undefined>;
  /** Returns a page of imports, the latest first. */
  listImports(page: { after?: Pick<Import, 'begunAt' | 'id'>; limit: number }): Promise<Import[]>;
  /** Returns a page of the problems of an import, by line. */
  listImportProblems(id: string, page: { after: number; limit: number }): Promise<LineProblem[]>;
  /** Deletes imports that ended a week ago, or whose upload stopped a quarter of an hour ago; at most `limit` of their lines. */
  sweepImports(at: string, limit: number): Promise<number>;
}

export const IMPORT_STATES = ['RECEIVING', 'WAITING', 'CHECKING', 'STORING', 'DONE', 'REFUSED'] as const;
export type ImportState = (typeof IMPORT_STATES)[number];

/** Of an import that cannot be cancelled any more. */
export interface TooLate {
  tooLate: Extract<ImportState, 'STORING' | 'DONE' | 'REFUSED'>;
}

export function hasEnded({ state }: Pick<Import, 'state'>): boolean {
  return state === 'DONE' || state === 'REFUSED';
}

/** Times are ISO. */
export interface Import {
  id: string;
  state: ImportState;
  /** The correct lines are stored even if others are wrong. */
  isPartial: boolean;
  /** Who asked for it. */
  actor: string;
  /** How many lines were read. */
  lines: number;
  /** The line up to which conflicts were checked. */
  checked: number;
  /** How many portfolios were read of them. */
  portfolios: number;
  stored: number;
  /** They existed already with the same content. */
  skipped: number;
  wrong: number;
  begunAt: string;
  endedAt: string | null;
}

export interface LineProblem {
  /** From 1. */
  line: number;
  field: string;
  code: InputRefusalCode | 'UNKNOWN_SYMBOL' | 'PORTFOLIO_EXISTS' | 'ACCOUNT_TAKEN';
  message: string;
}

export interface ImportPart {
  /** The last line that was read. */
  read: number;
  portfolios: readonly { line: number; portfolio: ImportedPortfolio }[];
  problems: readonly LineProblem[];
}

/** The number of the turn: only the process that took it last may go on. */
export interface ImportTurn {
  id: string;
  attempt: number;
  state: Extract<ImportState, 'CHECKING' | 'STORING'>;
  lines: number;
  symbols: TickerSymbol[];
}
