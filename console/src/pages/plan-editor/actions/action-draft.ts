/** An action around a wave as it is being edited: whatever was typed stays as it was typed. */
import type { ExecutionType } from '../../../../../src/domain/model/execution.ts';
import type { WaveAction } from '../../../../../src/domain/model/wave-action.ts';
import { type ActionKind, timeoutMinutesDefault } from '../../../components/action-words.ts';

/** A value of a named list: a name with several values stands in several lines. */
export interface NamedValue {
  readonly name: string;
  /** Absent: the list of this name is empty. */
  readonly value: string | undefined;
}

const noTexts = {
  minutes: '5',
  url: '',
  expectedStatus: '200',
  bodyContains: '',
  host: '',
  port: '',
  documentName: '',
  documentVersion: '',
  functionName: '',
  accountId: '',
  region: '',
  timeoutMinutes: '',
  retries: '0',
};
export type ActionField = keyof typeof noTexts;

export interface ActionDraft extends Readonly<Record<ActionField, string>> {
  /** Of this draft alone: names change while they are typed. */
  readonly key: string;
  readonly kind: ActionKind;
  readonly actionName: string;
  readonly description: string;
  readonly required: boolean;
  readonly executionTypes: readonly ExecutionType[];
  /** Of a document its parameters, of a function its input. */
  readonly values: readonly NamedValue[];
}

const newKey = (): string => globalThis.crypto.randomUUID();

export const newAction = (kind: ActionKind): ActionDraft => ({
  ...noTexts,
  key: newKey(),
  kind,
  actionName: '',
  description: '',
  required: true,
  executionTypes: ['DRILL', 'RECOVERY'],
  values: [],
  timeoutMinutes: String(timeoutMinutesDefault[kind]),
});

export function draftOfAction(action: WaveAction): ActionDraft {
  const { kind, actionName, description, required, executionTypes } = action;
  return { ...newAction(kind), actionName, description, required, executionTypes, ...textsOf(action) };
}

function textsOf(action: WaveAction): Partial<ActionDraft> {
  switch (action.kind) {
    case 'WAIT':
      return { minutes: String(action.minutes) };
    case 'APPROVAL':
      return { timeoutMinutes: String(action.timeoutMinutes) };
    case 'HTTP_CHECK': {
      const { url, expectedStatus, bodyContains = '', timeoutMinutes } = action;
      return { url, expectedStatus: String(expectedStatus), bodyContains, timeoutMinutes: String(timeoutMinutes) };
    }
    case 'TCP_CHECK':
      return { host: action.host, port: String(action.port), timeoutMinutes: String(action.timeoutMinutes) };
    case 'SSM_AUTOMATION':
      return { ...documentTexts(action), ...placeTexts(action) };
    case 'SSM_COMMAND':
      return documentTexts(action);
    case 'LAMBDA':
      return {
        functionName: action.functionName,
        values: Object.entries(action.input).map(([name, value]) => ({ name, value })),
        ...tryTexts(action),
        ...placeTexts(action),
      };
  }
}

type DocumentAction = Extract<WaveAction, { readonly documentName: string }>;

const documentTexts = (action: DocumentAction): Partial<ActionDraft> => ({
  documentName: action.documentName,
  documentVersion: action.documentVersion ?? '',
  values: Object.entries(action.parameters).flatMap(([name, list]): readonly NamedValue[] =>
    list.length === 0 ? [{ name, value: undefined }] : list.map((value) => ({ name, value })),
  ),
  ...tryTexts(action),
});

const tryTexts = ({ timeoutMinutes, retries }: { readonly timeoutMinutes: number; readonly retries: number }) => ({
  timeoutMinutes: String(timeoutMinutes),
  retries: String(retries),
});

const placeTexts = ({
  accountId = '',
  region = '',
}: Pick<DocumentAction & { kind: 'SSM_AUTOMATION' }, 'accountId' | 'region'>) => ({
  accountId,
  region,
});
