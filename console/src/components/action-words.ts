/** What a plan's actions around a wave are called, and what each does, in a few words. */
import { limits } from '../../../src/domain/limits.ts';
import type { WaveAction } from '../../../src/domain/model/wave-action.ts';
import { withUnit } from './with-unit.ts';

export type ActionKind = WaveAction['kind'];

export const actionKinds = [
  'WAIT',
  'APPROVAL',
  'HTTP_CHECK',
  'TCP_CHECK',
  'SSM_AUTOMATION',
  'SSM_COMMAND',
  'LAMBDA',
] as const satisfies readonly ActionKind[];

export const actionKindText: Readonly<Record<ActionKind, string>> = {
  WAIT: 'Lets a fixed time pass',
  APPROVAL: 'Waits until a person approves',
  HTTP_CHECK: 'Asks a URL until it answers as wanted',
  TCP_CHECK: 'Connects until it is accepted',
  SSM_AUTOMATION: 'Runs an SSM Automation runbook',
  SSM_COMMAND: 'Runs an SSM command on each launched instance',
  LAMBDA: 'Calls a Lambda function',
};

export const actionPhases = ['before', 'after'] as const;

/** What it does exactly: "GET http://{privateIp}/health until 200". */
export function actionText(action: WaveAction): string {
  switch (action.kind) {
    case 'WAIT':
      return withUnit(action.minutes, 'min');
    case 'APPROVAL':
      return 'a person approves it by its name';
    case 'HTTP_CHECK':
      return `${action.url} until ${action.expectedStatus}${action.bodyContains === undefined ? '' : ` with "${action.bodyContains}"`}`;
    case 'TCP_CHECK':
      return `${action.host}, port ${action.port}`;
    case 'SSM_AUTOMATION':
    case 'SSM_COMMAND':
      return `${action.documentName}${action.documentVersion === undefined ? '' : `, version ${action.documentVersion}`}`;
    case 'LAMBDA':
      return action.functionName;
  }
}

/** How long it may take, and how often it is tried again. */
export function actionLimitsText(action: WaveAction): string {
  if (action.kind === 'WAIT') return '–';
  const retries = 'retries' in action && action.retries > 0 ? `, ${action.retries} more tries` : '';
  return `${withUnit(action.timeoutMinutes, 'min')}${retries}`;
}

export const timeoutMinutesDefault: Readonly<Record<ActionKind, number>> = {
  WAIT: limits.actionTimeoutMinutesDefault,
  APPROVAL: limits.approvalTimeoutMinutesDefault,
  HTTP_CHECK: limits.checkTimeoutMinutesDefault,
  TCP_CHECK: limits.checkTimeoutMinutesDefault,
  SSM_AUTOMATION: limits.actionTimeoutMinutesDefault,
  SSM_COMMAND: limits.actionTimeoutMinutesDefault,
  LAMBDA: limits.actionTimeoutMinutesDefault,
};
