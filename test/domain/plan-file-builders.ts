import type { ProtectionGroupDocument, RecoveryPlanDocument, WaveDocument } from '../../src/domain/model/plan-file.ts';

/** `server(7)` is `s-00000000000000007`. */
export const server = (number: number): string => `s-${number.toString(16).padStart(17, '0')}`;

export const groupOf = (
  groupName: string,
  selection: ProtectionGroupDocument['selection'] = { tags: { Group: groupName } },
): ProtectionGroupDocument => ({
  kind: 'ProtectionGroup',
  groupName,
  description: '',
  accountId: '111122223333',
  region: 'us-east-1',
  selection,
});

/** A wave over the group of its own name, unless told otherwise. */
export const waveOf = (waveName: string, changes: Partial<WaveDocument> = {}): WaveDocument => ({
  waveName,
  pauseBeforeWave: false,
  onFailure: 'stop',
  minSuccessPercent: 100,
  timeoutMinutes: 120,
  protectionGroups: [waveName],
  ...changes,
});

export const planOf = (waves: WaveDocument[], planName = 'shop'): RecoveryPlanDocument => ({
  kind: 'RecoveryPlan',
  planName,
  description: '',
  waves,
});
