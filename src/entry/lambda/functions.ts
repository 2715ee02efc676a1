/**
 * The functions that are deployed: one bundle, and for each the operations that it accepts, its memory and its time-out
 * with the reason. Data, read by the deployment and by its tests; what a role may do stands in the deployment.
 */

/** What a function can be asked to do. */
export const lambdaOperations = [
  'begin',
  'advance',
  'park',
  'poll',
  'finalize',
  'find',
  'repair',
  'drive',
  'hear',
  'refresh',
  'sync-tags',
  'api',
  'notify',
  'redeliver',
] as const;
export type LambdaOperation = (typeof lambdaOperations)[number];

export interface LambdaFunction {
  readonly operations: readonly LambdaOperation[];
  /** Whether it asks DRS and EC2, whose clients then load with it. */
  readonly callsAws: boolean;
  readonly memoryMegabytes: number;
  readonly timeoutSeconds: number;
  /** Why this memory, and why this time-out. */
  readonly reason: string;
}

export const lambdaFunctions = {
  begin: {
    operations: ['begin'],
    callsAws: true,
    memoryMegabytes: 1024,
    timeoutSeconds: 900,
    reason:
      'Memory buys CPU: with 1,024 MB the clients of DRS and EC2 load in half a second. Resolving 4,000 servers in slow ' +
      'accounts takes minutes; 900 s is what `find` leaves a turn (limits.turnAllowanceSeconds).',
  },
  advance: {
    operations: ['advance'],
    callsAws: true,
    memoryMegabytes: 1024,
    timeoutSeconds: 900,
    reason: 'As begin: a turn may look and start 20 jobs in each of many accounts and Regions, one after the other.',
  },
  park: {
    operations: ['park'],
    callsAws: false,
    memoryMegabytes: 512,
    timeoutSeconds: 60,
    reason: 'Two reads and a write; each may be tried for some seconds. Half the CPU still starts within a second.',
  },
  poll: {
    operations: ['poll'],
    callsAws: true,
    memoryMegabytes: 1024,
    timeoutSeconds: 120,
    reason:
      'The lease of a look is 60 s (limits.pollLeaseSeconds); what takes twice that has failed, and is done again.',
  },
  finalize: {
    operations: ['finalize'],
    callsAws: false,
    memoryMegabytes: 512,
    timeoutSeconds: 120,
    reason: 'It lets go of up to 4,000 servers: about 80 transactions of well under a second each.',
  },
  find: {
    operations: ['find'],
    callsAws: false,
    memoryMegabytes: 512,
    timeoutSeconds: 30,
    reason: 'One query, each minute: it must be over before the next.',
  },
  repair: {
    operations: ['repair'],
    callsAws: false,
    memoryMegabytes: 512,
    timeoutSeconds: 300,
    reason: 'After an outage every open execution may be overdue: a thousand of them at 0.2 s each.',
  },
  drive: {
    operations: ['drive'],
    callsAws: true,
    memoryMegabytes: 1769,
    timeoutSeconds: 900,
    reason:
      'Only while the state machine is switched off: all turns of all executions, in one process of one whole CPU ' +
      '(1,769 MB), with the time of a turn.',
  },
  hear: {
    operations: ['hear'],
    callsAws: false,
    memoryMegabytes: 512,
    timeoutSeconds: 30,
    reason: 'Two reads, two writes and a wake-up. What fails costs only the time until the next poll.',
  },
  refresh: {
    operations: ['refresh'],
    callsAws: true,
    memoryMegabytes: 1024,
    timeoutSeconds: 900,
    reason:
      'Every account and Region that is due, twelve at a time: lists of 4,000 servers in slow accounts take minutes. What ' +
      'is not done is due again.',
  },
  syncTags: {
    operations: ['sync-tags'],
    callsAws: true,
    memoryMegabytes: 1024,
    timeoutSeconds: 900,
    reason:
      'Apart from refresh, since it writes to source servers. Twelve accounts and Regions at a time, two minutes each ' +
      '(limits.tagSyncSeconds); what is left goes on the next time.',
  },
  api: {
    operations: ['api'],
    callsAws: true,
    memoryMegabytes: 1024,
    timeoutSeconds: 29,
    reason: 'People wait for it; API Gateway gives up after 30 s, and an answer after that would reach nobody.',
  },
  notify: {
    operations: ['notify', 'redeliver'],
    callsAws: false,
    memoryMegabytes: 512,
    timeoutSeconds: 300,
    reason:
      "HTTPS requests to somebody else's server, which may be slow: three tries of a new message, or each minute what it " +
      'did not take, 5 s each.',
  },
} as const satisfies Readonly<Record<string, LambdaFunction>>;

/**
 * The role beside that of the registry, which may look and nothing else: who only polls takes that one, and its own role
 * lets it take no other.
 */
export const readOnlyRoleOf = (role: string): string => `${role}ReadOnly`;

/** The environment of a function, as the deployment sets it. */
export const environmentNames = {
  /** Comma-separated: all that this function accepts. */
  operations: 'BREAKWATER_OPERATIONS',
  /** `step-functions` or `schedule`: what drives the executions. */
  driver: 'BREAKWATER_DRIVER',
  stateMachineArn: 'BREAKWATER_STATE_MACHINE_ARN',
  tablePrefix: 'BREAKWATER_TABLE_PREFIX',
  topicArn: 'BREAKWATER_TOPIC_ARN',
  /** Where people and the command line find the API: the console's address. */
  serverUrl: 'BREAKWATER_SERVER_URL',
  /** Of the `api` function alone: the name of the secret that CloudFront sends with each request. */
  frontDoorSecret: 'BREAKWATER_FRONT_DOOR_SECRET',
  /** Of the product. */
  version: 'BREAKWATER_VERSION',
} as const;

/** What CloudFront writes into each request to the API, over whatever somebody sent by these names. */
export const frontDoorHeaders = {
  secret: 'breakwater-front-door',
  viewerAddress: 'breakwater-viewer-address',
} as const;
