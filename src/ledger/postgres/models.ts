import type { Model, ModelVersion, VersionCount } from '../../domain/model';
import { refusedAs } from '../../domain/refused';
import { type Actor, SYSTEM_AUDIT } from '../ledger';
import type { ModelLedger } from '../models';
import { canonicalTargets, canonicalTime, storableJson, storableText } from '../rules/canonical';
import type { AuditEntry } from '../rules/closing';
import { modelArchivedEntry, modelCreatedEntry, versionAddedEntry } from '../rules/models';
import { auditRows, insertAudit } from './audit';
import { changeOnce } from './change-once';
import type { Database, Query } from './connection';
import { toPolicy } from './rows';

type Changes = Pick<ModelLedger, 'createModel' | 'addModelVersion' | 'archiveModel'>;
type Reads = Pick<
  ModelLedger,
  'findModel' | 'listModels' | 'findModelVersion' | 'listModelVersions' | 'countSubscribers'
>;

/** D1 to D3 are explained in ../models.ts. */
export function modelMethods(db: Database): Changes & Reads {
  return { ...changes(db), ...reads(db) };
}

const MODEL_COLUMNS = `id, name, status, latest, current, created_by AS "createdBy", created_at AS "createdAt"`;
const VERSION_COLUMNS = `model_id AS "modelId", version, targets, policy, reason, created_by AS "by", created_at AS "at"`;

function changes(db: Database): Changes {
  return {
    createModel: (model, by) =>
      changeOnce(db, by, `createModel ${model.id}`, async (query) => {
        const { id } = model;
        const made = { ...model, name: storableText(model.name), targets: canonicalTargets(model.targets) };
        const rows = await query(
          `INSERT INTO models (id, name, created_by, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING id`,
          [id, made.name, storableText(by.name), canonicalTime(by.at)],
        );
        if (rows.length === 0) return refusedAs('MODEL_EXISTS', id);
        await insertVersion(query, { modelId: id, version: 1, reason: '', ...made }, by);
        await audit(query, modelCreatedEntry(made), by);
        return { ok: true };
      }),
    addModelVersion: (id, given, by) =>
      changeOnce(db, by, 'addModelVersion', async (query) => {
        const model = await lockModel(query, id, 'FOR UPDATE');
        if (model === undefined) return refusedAs('MODEL_NOT_FOUND', id);
        if (model.status === 'ARCHIVED') return refusedAs('MODEL_ARCHIVED', id);
        const added = {
          modelId: id,
          version: model.latest + 1,
          targets: canonicalTargets(given.targets),
          policy: given.policy,
          reason: storableText(given.reason),
        };
        await query('UPDATE models SET latest = $2 WHERE id = $1', [id, added.version]);
        await insertVersion(query, added, by);
        await audit(query, versionAddedEntry(added), by);
        return { ok: true, version: added.version };
      }),
    archiveModel: (id, by) =>
      changeOnce(db, by, 'archiveModel', async (query) => {
        const model = await lockModel(query, id, 'FOR UPDATE');
        if (model === undefined) return refusedAs('MODEL_NOT_FOUND', id);
        if (model.status === 'ARCHIVED') return { ok: true };
        const subscribers = (await countSubscribers(query, id)).reduce((all, one) => all + one.subscribers, 0);
        if (subscribers > 0) return refusedAs('MODEL_SUBSCRIBED', `${id} has ${subscribers}`);
        await query(`UPDATE models SET status = 'ARCHIVED' WHERE id = $1`, [id]);
        await audit(query, modelArchivedEntry(id), by);
        return { ok: true };
      }),
  };
}

function reads({ query }: Database): Reads {
  return {
    findModel: (id) => findModel(query, id),
    listModels: ({ after = '', limit }) =>
      query<Model>(`SELECT ${MODEL_COLUMNS} FROM models WHERE id > $1 ORDER BY id LIMIT $2`, [after, limit]),
    findModelVersion: (id, version) => findVersion(query, id, version),
    listModelVersions: async (id, { before = Number.MAX_SAFE_INTEGER, limit }) => {
      const text = `SELECT ${VERSION_COLUMNS} FROM model_versions WHERE model_id = $1 AND version < $2::bigint ORDER BY version DESC LIMIT $3`;
      return (await query<ModelVersion>(text, [id, before, limit])).map(toVersion);
    },
    countSubscribers: (id) => countSubscribers(query, id),
  };
}

export async function findVersion(query: Query, id: string, version: number): Promise<ModelVersion | undefined> {
  // A larger number fits no column, and no model has it.
  const text = `SELECT ${VERSION_COLUMNS} FROM model_versions WHERE model_id = $1 AND version = $2::bigint`;
  const [row] = await query<ModelVersion>(text, [id, version]);
  return row && toVersion(row);
}

/** Who waits for this lock sees the model as it is afterwards. */
export async function lockModel(query: Query, id: string, how: 'FOR UPDATE' | 'FOR SHARE'): Promise<Model | undefined> {
  await query(`SELECT FROM models WHERE id = $1 ${how}`, [id]);
  return findModel(query, id);
}

async function findModel(query: Query, id: string): Promise<Model | undefined> {
  const [model] = await query<Model>(`SELECT ${MODEL_COLUMNS} FROM models WHERE id = $1`, [id]);
  return model;
}

function countSubscribers(query: Query, id: string): Promise<VersionCount[]> {
  return query<VersionCount>(
    `SELECT s.version, count(*)::int AS subscribers, count(s.pinned)::int AS pinned
       FROM subscriptions s JOIN portfolios p ON p.id = s.portfolio_id
      WHERE s.model_id = $1 AND p.status <> 'CLOSED' GROUP BY s.version ORDER BY s.version`,
    [id],
  );
}

async function insertVersion(query: Query, version: Omit<ModelVersion, 'by' | 'at'>, by: Actor): Promise<void> {
  const { modelId, version: number, targets, policy, reason } = version;
  await query(
    `INSERT INTO model_versions (model_id, version, targets, policy, reason, created_by, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [
      modelId,
      number,
      JSON.stringify(targets),
      policy && JSON.stringify(storableJson(policy)),
      reason,
      storableText(by.name),
      canonicalTime(by.at),
    ],
  );
}

function toVersion(row: ModelVersion): ModelVersion {
  return { ...row, policy: row.policy && toPolicy(row.policy) };
}

async function audit(query: Query, entry: AuditEntry, by: Actor): Promise<void> {
  await query(insertAudit('$1'), [auditRows(SYSTEM_AUDIT, [entry], by)]);
}
