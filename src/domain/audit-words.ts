/** What was done, in words: for people who read the audit log. One table for the console and the command line. */
import type { AuditEntry } from './model/audit-entry.ts';
import { countOf } from './names.ts';

type Detail = AuditEntry['detail'];
type Words = string | ((detail: Detail) => string);

/** By method and route, as the contract writes them; where a route does several things, by what was asked. */
const words: Readonly<Record<string, Words>> = {
  'GET /api/health': 'Ask whether the server answers',
  'GET /metrics': 'Read the metrics',
  'GET /api/openapi.json': 'Read the OpenAPI document',
  'GET /api/me': 'Ask who is signed in',
  'GET /api/settings': 'Look at the settings',
  'POST /api/sign-in-codes': 'Make a sign-in link',
  'POST /api/sessions': 'Sign in',
  'DELETE /api/session': 'Sign out',

  'GET /api/audit-log': 'Read the audit log',
  'GET /api/tokens': 'List tokens',
  'POST /api/tokens': 'Create a token',
  'DELETE /api/tokens/{tokenId}': 'Revoke a token',
  'GET /api/webhook-key': 'Read the key of webhooks',

  'POST /api/apply': ({ dryRun }) => (dryRun === true ? 'Check documents, without saving' : 'Apply documents'),

  'GET /api/protection-groups': 'List protection groups',
  'POST /api/protection-groups': 'Create a protection group',
  'POST /api/protection-groups/resolve': 'Preview a selection of servers',
  'POST /api/protection-groups/launch-settings/check': 'Check launch settings, without saving',
  'GET /api/protection-groups/{groupId}': 'Look at a protection group',
  'PUT /api/protection-groups/{groupId}': 'Change a protection group',
  'DELETE /api/protection-groups/{groupId}': 'Delete a protection group',
  'GET /api/protection-groups/{groupId}/resolve': 'Look at the servers of a group',
  'GET /api/protection-groups/{groupId}/launch-settings': 'Compare launch settings with AWS',
  'GET /api/protection-groups/{groupId}/launch-settings/apply': 'Look at an application of launch settings',
  'POST /api/protection-groups/{groupId}/launch-settings/apply': 'Apply launch settings in AWS',

  'GET /api/source-servers': 'List source servers',
  'GET /api/recovery-instances': 'List recovery instances',
  'GET /api/inventory': 'Look at the inventory',
  'POST /api/inventory/refresh': 'Refresh the inventory',
  'GET /api/tag-sync': 'Look at the copying of tags',
  'GET /api/tag-sync/servers': 'Look at the copying of tags by server',
  'PUT /api/tag-sync': 'Set how often tags are copied from EC2',
  'POST /api/tag-sync/run': 'Copy tags from EC2',
  'GET /api/capacity': 'Look at the use of quotas',

  'GET /api/accounts': 'List accounts',
  'GET /api/accounts/{accountId}': 'Look at an account',
  'POST /api/accounts/{accountId}': 'Register an account',
  'PUT /api/accounts/{accountId}': 'Change an account',
  'DELETE /api/accounts/{accountId}': 'Remove an account',
  'GET /api/accounts/{accountId}/check': 'Check an account in AWS',
  'GET /api/accounts/{accountId}/staging-accounts': 'List staging accounts',
  'GET /api/accounts/{accountId}/extensible-servers': 'List servers that can be extended',
  'POST /api/accounts/{accountId}/extended-servers': 'Extend source servers',

  'GET /api/recovery-plans': 'List recovery plans',
  'POST /api/recovery-plans': 'Create a recovery plan',
  'GET /api/recovery-plans/{planId}': 'Look at a recovery plan',
  'PUT /api/recovery-plans/{planId}': 'Change a recovery plan',
  'DELETE /api/recovery-plans/{planId}': 'Delete a recovery plan',
  'GET /api/recovery-plans/{planId}/versions': 'List the versions of a plan',
  'GET /api/recovery-plans/{planId}/overlaps': 'Look for servers that plans share',
  'POST /api/recovery-plans/{planId}/test-messages': 'Send test messages',
  'POST /api/recovery-plans/{planId}/check': 'Check what a start would do',

  'GET /api/executions': 'List executions',
  'POST /api/executions': ({ executionType }) =>
    executionType === 'DRILL' ? 'Start a drill' : executionType === 'RECOVERY' ? 'Start a recovery' : 'Start a run',
  'GET /api/executions/{executionId}': 'Look at an execution',
  'GET /api/executions/{executionId}/servers': 'Look at the servers of an execution',
  'GET /api/executions/{executionId}/events': 'Look at the events of an execution',
  'GET /api/executions/{executionId}/job-logs': 'Read a job log of DRS',
  'GET /api/executions/{executionId}/recovery-instances': 'Look at the instances of an execution',
  'POST /api/executions/{executionId}/resume': ({ actionName, waveNumber }) =>
    actionName !== undefined ? 'Approve an action' : waveNumber !== undefined ? 'Resume a wave' : 'End a pause',
  'POST /api/executions/{executionId}/retry': ({ waveNumber }) =>
    waveNumber !== undefined ? 'Retry failed servers of a wave' : 'Start a follow-up',
  'POST /api/executions/{executionId}/skip': 'Skip failed servers or a wave',
  'POST /api/executions/{executionId}/pause': 'Pause an execution',
  'POST /api/executions/{executionId}/cancel': 'Cancel an execution',
  'POST /api/executions/{executionId}/keep': 'Keep the instances of a drill',

  'GET /api/clean-ups': 'List clean-ups',
  'POST /api/clean-ups': 'Clean up: terminate instances',
  'GET /api/clean-ups/{executionId}': 'Look at a clean-up',
  'GET /api/clean-ups/{executionId}/servers': 'Look at the servers of a clean-up',
  'GET /api/clean-ups/{executionId}/events': 'Look at the events of a clean-up',
  'POST /api/clean-ups/{executionId}/cancel': 'Cancel a clean-up',
};

/** What Breakwater does by itself is in words already; a route that no version of ours has any more is shown as it was kept. */
export const actText = ({ route, detail }: Pick<AuditEntry, 'route' | 'detail'>): string => {
  const found = Object.hasOwn(words, route) ? words[route] : undefined;
  return typeof found === 'function' ? found(detail) : (found ?? route);
};

type Fact = (value: string | number | boolean) => string;

/** What is done by a schedule is kept as "schedule: every 6 h", or "every 15 min". */
const causeText: Fact = (value) => {
  const interval = /^(?:schedule: )?(every .+)$/.exec(String(value))?.[1];
  return interval === undefined ? `by ${value}` : `by the schedule (${interval})`;
};

/** Of an action that AWS runs. */
const kinds: ReadonlyMap<string, string> = new Map([
  ['SSM_AUTOMATION', 'an SSM Automation runbook'],
  ['SSM_COMMAND', 'an SSM command on the launched instances'],
  ['LAMBDA', 'a Lambda function'],
]);

/** What was asked, beside the act: in words where the bare value says too little. Empty: the act says it. */
const facts: Readonly<Record<string, Fact>> = {
  executionType: () => '',
  dryRun: () => '',
  waveNumber: (value) => `wave ${value}`,
  actionName: (value) => `action "${value}"`,
  kind: (value) => kinds.get(String(value)) ?? String(value),
  reason: (value) => (value === '' ? '' : `because: ${value}`),
  recovery: (value) => (value === true ? 'instances of a recovery, which are live' : ''),
  prune: (value) => (value === true ? 'and remove what is not named' : ''),
  cause: causeText,
  instances: (value) => countOf(Number(value), 'instance'),
  instancesLeft: (value) => `${countOf(Number(value), 'instance')} left`,
  copied: (value) => `${countOf(Number(value), 'server')} changed`,
  failed: (value) => `${value} failed`,
  failures: (value) => `of these: ${value}`,
  extended: (value) => `${value} extended`,
  applied: (value) => `${value} applied`,
  pending: (value) => (value === 0 ? '' : `${value} pending`),
  sent: (value) => `${value} sent`,
  created: (value) => `created ${value}`,
  updated: (value) => `changed ${value}`,
  removed: (value) => `removed ${value}`,
  unchanged: (value) => (value === 0 ? '' : `${value} unchanged`),
  repeated: () => 'asked again for the same start, which started nothing more',
  acceptedInstanceDeletions: (value) => `accepting the deletion of ${value}`,
  acceptedInstances: (value) => `adopted ones too: ${value}`,
  sourceServerIds: (value) => `servers ${value}`,
  hours: (value) => `for ${value} h`,
  role: (value) => `role ${value}`,
  version: (value) => `over version ${value}`,
  everyHours: (value) => `every ${value} h`,
  pointInTime: (value) => `as of ${value}`,
  wavePointsInTime: (value) => `as of times of their own: ${value}`,
};

/** "wave 1, because: the disk is gone". Empty: nothing more was asked. */
export const askedText = (detail: Detail): string =>
  Object.entries(detail)
    .map(([name, value]) => {
      const fact = Object.hasOwn(facts, name) ? facts[name] : undefined;
      return fact === undefined ? String(value) : fact(value);
    })
    .filter((text) => text !== '')
    .join(', ');
