import { ageText } from '../../domain/duration.ts';
import type { RecoveryPlan } from '../../domain/model/recovery-plan.ts';
import type { WaveAction } from '../../domain/model/wave-action.ts';

/** What every run is held against, and what becomes of a drill. */
export const targetLines = ({ rtoTargetMinutes, rpoTargetSeconds, drillTtlHours }: RecoveryPlan): readonly string[] => {
  const targets = [
    ...(rtoTargetMinutes === undefined ? [] : [`RTO ${ageText(rtoTargetMinutes * 60)}`]),
    ...(rpoTargetSeconds === undefined ? [] : [`RPO ${ageText(rpoTargetSeconds)}`]),
  ];
  return [
    ...(targets.length === 0 ? [] : [`Targets: ${targets.join(', ')}`]),
    ...(drillTtlHours === undefined ? [] : [`Drills are cleaned up ${ageText(drillTtlHours * 3600)} after their end`]),
  ];
};

/** `Before wave 1 "web": quiesce (SSM_AUTOMATION), warm up (WAIT, optional)`: what else is done, in order. */
export const planActionLines = ({ waves, afterCleanUp = [] }: RecoveryPlan): readonly string[] => [
  ...waves.flatMap(({ waveNumber, waveName, actions }) => [
    ...actionLine(`Before wave ${waveNumber} "${waveName}"`, actions?.before ?? []),
    ...actionLine(`After wave ${waveNumber} "${waveName}"`, actions?.after ?? []),
  ]),
  ...actionLine('After a clean-up', afterCleanUp),
];

const actionLine = (when: string, actions: readonly WaveAction[]): readonly string[] =>
  actions.length === 0 ? [] : [`${when}: ${actions.map(actionText).join(', ')}`];

const actionText = ({ actionName, kind, required, executionTypes }: WaveAction): string => {
  const only = executionTypes.length === 1 ? [`only in a ${executionTypes[0]}`] : [];
  return `${actionName} (${[kind, ...(required ? [] : ['optional']), ...only].join(', ')})`;
};
