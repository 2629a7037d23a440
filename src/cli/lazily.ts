// What takes long to load and most commands do not need. Each is loaded when it is first asked for.

/* eslint-disable @typescript-eslint/no-require-imports -- Jest cannot load what is imported by import() */
import type * as Simulator from '../simulator/server';
import type * as AuditFile from './audit-file';
import type * as Connections from './connections';
import type * as Http from './door/http';
import type * as Local from './door/local';
import type * as Remote from './door/remote';

export const lazily = {
  auditFile: () => require('./audit-file') as typeof AuditFile,

  connections: () => require('./connections') as typeof Connections,
  http: () => require('./door/http') as typeof Http,
  localDoor: () => require('./door/local') as typeof Local,
  remoteDoor: () => require('./door/remote') as typeof Remote,
  simulator: () => require('../simulator/server') as typeof Simulator,
};
