import { createContext, useContext } from 'react';

/** From least to most: each may do what those before it may. */
const ROLES = ['viewer', 'operator', 'approver', 'admin'] as const;
type Role = (typeof ROLES)[number];

/** What the contract says of each operation that a button stands for. The API decides; here a button says why it would be refused. */
export const LEAST_ROLES = {
  setTrading: 'operator',
  requestRebalance: 'operator',
  setTargets: 'operator',
  addRestriction: 'operator',
  removeRestriction: 'operator',
  pausePortfolio: 'operator',
  requestWithdrawal: 'operator',
  cancelWithdrawal: 'operator',
  importPortfolios: 'operator',
  cancelImport: 'operator',
  searchAudit: 'admin',
  resolveStale: 'operator',
  acceptPrice: 'operator',
  createKey: 'admin',
  revokeKey: 'admin',
  createWebhook: 'admin',
  changeWebhook: 'admin',
  rotateWebhookSecret: 'admin',
  removeWebhook: 'admin',
  testWebhook: 'operator',
  resendWebhookDelivery: 'operator',
  previewRollout: 'operator',
  startRollout: 'approver',
  pauseRollout: 'operator',
  resumeRollout: 'approver',
  abortRollout: 'operator',
  approveProposal: 'approver',
  rejectProposal: 'operator',
} as const satisfies Record<string, Role>;

export interface Who {
  principal: string;
  role: Role;
}

export const WhoContext = createContext<Who>({ principal: '', role: 'viewer' });

/** Returns why the person who is logged in may not do something, or undefined. */
export function useRoleProblem(operation: keyof typeof LEAST_ROLES): string | undefined {
  const { role } = useContext(WhoContext);
  const least = LEAST_ROLES[operation];
  return ROLES.indexOf(role) < ROLES.indexOf(least) ? `This needs the role ${least}; yours is ${role}.` : undefined;
}
