/** What each function may do to each table, and to the machines of Step Functions: the whole of it, as data. */
import type { TableName } from '../../src/ports/item-store.ts';

/**
 * `find` reads the index of open executions, and nothing else of the table. `notify` reads the catalog, and writes the
 * messages that receivers did not take. `audit` reads the catalog, and adds what Breakwater did by itself to the audit log.
 * Nobody may delete from that log: not who may write the rest of the catalog either.
 */
type TableRight = 'read' | 'write' | 'read open index' | 'keep undelivered' | 'audit';

export interface FunctionRights {
  readonly tables: Readonly<Partial<Record<TableName, TableRight>>>;
  /** Start machines: a new execution, a successor. */
  readonly startsMachines?: true;
  /** End waits. */
  readonly sendsTokens?: true;
  /** Publishes messages, and keeps those that the topic did not take beside those of webhooks. */
  readonly publishes?: true;
  /** Subscribes the e-mail addresses that plans name. */
  readonly subscribes?: true;
  /** Reads what CloudFront sends with each request. */
  readonly readsFrontDoorSecret?: true;
  /** Assumes a role of a target account, where alone DRS and EC2 are asked: the one that acts, or the one that looks. */
  readonly reachesTargets?: readonly ('to act' | 'to look')[];
}

/** `write` includes reading. Whoever may start or wake may do so by either driver: both keep to `executions`. */
export const functionRights = {
  begin: {
    tables: { catalog: 'read', executions: 'write', observations: 'read' },
    publishes: true,
    reachesTargets: ['to act'],
  },
  advance: {
    tables: { catalog: 'audit', executions: 'write', observations: 'read' },
    startsMachines: true,
    publishes: true,
    reachesTargets: ['to act'],
  },
  park: { tables: { executions: 'write', observations: 'read' }, sendsTokens: true },
  // Whatever goes wrong in a look, it cannot change what was decided (I4).
  poll: {
    tables: { catalog: 'read', executions: 'read', observations: 'write' },
    sendsTokens: true,
    reachesTargets: ['to look'],
  },
  finalize: { tables: { executions: 'write' }, publishes: true },
  find: { tables: { executions: 'read open index' } },
  // It warns of clean-ups that come by themselves, and starts them.
  repair: {
    tables: { catalog: 'audit', executions: 'write', observations: 'read' },
    startsMachines: true,
    sendsTokens: true,
    publishes: true,
  },
  drive: {
    tables: { catalog: 'audit', executions: 'write', observations: 'write' },
    publishes: true,
    reachesTargets: ['to act'],
  },
  hear: { tables: { executions: 'read', observations: 'write' }, sendsTokens: true },
  // As poll: it sees, and decides nothing. It says in the audit log when it could not see any more.
  refresh: { tables: { catalog: 'audit', observations: 'write' }, reachesTargets: ['to look'] },
  // It copies tags to source servers, and writes what became of it.
  syncTags: { tables: { catalog: 'audit', observations: 'write' }, reachesTargets: ['to act'] },
  api: {
    // Observations: the inventory is refreshed on demand.
    tables: { catalog: 'write', executions: 'write', observations: 'write' },
    startsMachines: true,
    sendsTokens: true,
    publishes: true,
    subscribes: true,
    readsFrontDoorSecret: true,
    // It validates both.
    reachesTargets: ['to act', 'to look'],
  },
  // The webhook of a plan, the key that signs, and what is to be tried again: by the topic, too.
  notify: { tables: { catalog: 'keep undelivered' }, publishes: true },
} as const satisfies Readonly<Record<string, FunctionRights>>;

export const writeActions = ['dynamodb:PutItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'] as const;
const readActions = ['dynamodb:GetItem', 'dynamodb:Query'] as const;
export const tableActions = { read: readActions, write: [...readActions, ...writeActions] } as const;
