/** Which fields an action of each kind has, in their order. */
import type { ActionKind } from '../../../components/action-words.ts';
import type { ActionField } from './action-draft.ts';

interface FieldWords {
  readonly label: string;
  readonly constraint?: string;
  readonly isNumber?: boolean;
}

const place: readonly ActionField[] = ['accountId', 'region'];
const tries: readonly ActionField[] = ['timeoutMinutes', 'retries'];

export const fieldsOf: Readonly<Record<ActionKind, readonly ActionField[]>> = {
  WAIT: ['minutes'],
  APPROVAL: ['timeoutMinutes'],
  HTTP_CHECK: ['url', 'expectedStatus', 'bodyContains', 'timeoutMinutes'],
  TCP_CHECK: ['host', 'port', 'timeoutMinutes'],
  SSM_AUTOMATION: ['documentName', 'documentVersion', ...place, ...tries],
  SSM_COMMAND: ['documentName', 'documentVersion', ...tries],
  LAMBDA: ['functionName', ...place, ...tries],
};

/** Where the named values of a kind belong in the API: errors name it. */
export const valuesFieldOf: Readonly<Partial<Record<ActionKind, 'parameters' | 'input'>>> = {
  SSM_AUTOMATION: 'parameters',
  SSM_COMMAND: 'parameters',
  LAMBDA: 'input',
};

const serverWord = 'With {privateIp} or another word of a server: each launched server';

export const fieldWords: Readonly<Record<ActionField, FieldWords>> = {
  minutes: { label: 'Minutes to wait', isNumber: true },
  url: { label: 'URL', constraint: serverWord },
  expectedStatus: { label: 'Wanted HTTP status', isNumber: true },
  bodyContains: { label: 'Text in the answer (optional)' },
  host: { label: 'Host', constraint: serverWord },
  port: { label: 'Port', isNumber: true },
  documentName: { label: 'SSM document', constraint: 'Its name or ARN' },
  documentVersion: { label: 'Document version (optional)', constraint: 'Its default version when empty' },
  functionName: { label: 'Function', constraint: 'Its name, an alias or ARN; it may be called more than once' },
  accountId: { label: 'Account (optional)', constraint: "Where the wave's servers are when empty" },
  region: { label: 'Region (optional)', constraint: 'Together with the account' },
  timeoutMinutes: { label: 'Time-out of the action, minutes', isNumber: true },
  retries: { label: 'Further tries', constraint: 'After one that failed', isNumber: true },
};
