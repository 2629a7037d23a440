import { auditIsWhole, epochsFence, transitionsAreLegal } from './audit';
import {
  activitiesAreBookedOnce,
  cashAgrees,
  declarationsHold,
  fillsAgree,
  holdingsAgree,
  rollbacksRestore,
} from './books';
import { intentsPrecede, noOrderTwice, reversalsStayWithin } from './orders';
import type { Check, Records, Violation } from './records';
import { setAsideIsKept } from './set-aside';
import { batchesNeverOverlap, endsAreLegal, endsByItself, nothingIsOpen, staleIsEvident } from './states';
import { adjustmentsAreSafe, freezesHold, retriesFollowEnds } from './stops';

const CHECKS: readonly Check[] = [
  noOrderTwice,
  intentsPrecede,
  reversalsStayWithin,
  fillsAgree,
  holdingsAgree,
  cashAgrees,
  activitiesAreBookedOnce,
  rollbacksRestore,
  declarationsHold,
  endsAreLegal,
  staleIsEvident,
  endsByItself,
  nothingIsOpen,
  auditIsWhole,
  batchesNeverOverlap,
  transitionsAreLegal,
  epochsFence,
  adjustmentsAreSafe,
  retriesFollowEnds,
  freezesHold,
  setAsideIsKept,
];

/** Returns every rule that one portfolio breaks, comparing what the broker says with what the ledger says. */
export function check(records: Records): Violation[] {
  return CHECKS.flatMap((one) => one(records));
}
