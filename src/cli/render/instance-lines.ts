import type { RecoveryInstanceView } from '../../api/contract.ts';
import { ageText } from '../../domain/duration.ts';
import { launchedInstanceId } from '../../domain/launched-fates.ts';
import type { Gone } from '../../domain/model/execution-view.ts';
import { dateTimeText } from './duration.ts';
import { tableLines } from './table.ts';

export const instanceHead = ['SERVER', 'INSTANCE', 'LAST SEEN', 'AGE', 'ADDRESS', 'NOTE'] as const;

export const instanceRow = (instance: RecoveryInstanceView): readonly string[] => [
  instance.serverName,
  launchedInstanceId(instance) ?? '',
  stateOf(instance),
  instance.ageSeconds === undefined ? '' : ageText(instance.ageSeconds),
  instance.observed?.privateIp ?? instance.observed?.publicIp ?? '',
  noteOf(instance),
];

/** What is gone by what Breakwater itself did says so; the rest is as it was seen last. */
const stateOf = ({ terminatedBy, replacedBy, gone, observed }: RecoveryInstanceView): string => {
  if (terminatedBy !== undefined) return 'terminated';
  if (replacedBy !== undefined) return 'replaced';
  return gone === undefined ? (observed?.instanceState ?? '') : 'gone';
};

const noteOf = ({ adopted, terminatedBy, replacedBy, gone, jobId }: RecoveryInstanceView): string => {
  if (terminatedBy !== undefined) return `by ${terminatedBy}`;
  if (replacedBy !== undefined) return `by the launch of ${replacedBy}`;
  if (gone !== undefined) return goneText(gone);
  return adopted ? `adopted job ${jobId ?? ''}` : '';
};

/** Who saw that it is gone, and when. */
export const goneText = ({ observedTime, cleanUpId }: Gone): string =>
  cleanUpId === undefined
    ? `DRS listed it no more at ${dateTimeText(observedTime)}`
    : `gone already when ${cleanUpId} looked`;

/** One line an instance, two blanks in from the left; the head first. */
export const instanceLines = (instances: readonly RecoveryInstanceView[]): readonly string[] =>
  instances.length === 0 ? [] : tableLines([...instanceHead], instances.map(instanceRow)).map((line) => `  ${line}`);
