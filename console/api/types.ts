import type { components, operations } from '../../docs/openapi';

type Schemas = components['schemas'];

export type Portfolio = Schemas['Portfolio'];
export type Restriction = Portfolio['restrictions'][number];
export type Policy = Schemas['Policy'];
export type PolicyFields = Schemas['PolicyFields'];
export type Target = Schemas['Target'];
export type Plan = Schemas['Plan'];
export type Measured = NonNullable<Schemas['Measured']>;
export type Batch = Schemas['Batch'];
export type ListedBatch = Schemas['ListedBatch'];
export type BatchState = Batch['state'];
export type Order = Schemas['Order'];
export type Fill = Schemas['Fill'];
export type AuditRow = Schemas['AuditRow'];
export type RefusedPortfolio = Schemas['RefusedPortfolio'];
export type StaleEvidence = Schemas['StaleEvidence'];
export type ResolveAction = Schemas['Resolve']['action'];
export type PriceJump = Schemas['PriceJump'];
export type Activity = Schemas['Activity'];
export type Fleet = Schemas['Fleet'];
export type PortfolioQuery = NonNullable<operations['listPortfolios']['parameters']['query']>;
export type RefusedQuery = NonNullable<operations['listRefused']['parameters']['query']>;
export type AuditQuery = NonNullable<operations['searchAudit']['parameters']['query']>;
export type ActivityQuery = NonNullable<operations['listAllActivities']['parameters']['query']>;
