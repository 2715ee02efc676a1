import type { RecoveryInstanceView } from '../../api/contract.ts';
import { ageText } from './duration.ts';
import { tableLines } from './table.ts';

export const instanceHead = ['SERVER', 'INSTANCE', 'LAST SEEN', 'AGE', 'ADDRESS', 'NOTE'] as const;

export const instanceIdOf = ({ observed, recoveryInstanceId }: RecoveryInstanceView): string =>
  recoveryInstanceId ?? observed?.instanceId ?? '';

export const instanceRow = (instance: RecoveryInstanceView): readonly string[] => [
  instance.serverName,
  instanceIdOf(instance),
  instance.terminatedBy === undefined ? (instance.observed?.instanceState ?? '') : 'terminated',
  instance.ageSeconds === undefined ? '' : ageText(instance.ageSeconds),
  instance.observed?.privateIp ?? instance.observed?.publicIp ?? '',
  noteOf(instance),
];

const noteOf = ({ adopted, terminatedBy, jobId }: RecoveryInstanceView): string => {
  if (terminatedBy !== undefined) return `by ${terminatedBy}`;
  return adopted ? `adopted job ${jobId ?? ''}` : '';
};

/** One line an instance, two blanks in from the left; the head first. */
export const instanceLines = (instances: readonly RecoveryInstanceView[]): readonly string[] =>
  instances.length === 0 ? [] : tableLines([...instanceHead], instances.map(instanceRow)).map((line) => `  ${line}`);
