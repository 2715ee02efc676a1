import { activityLabel, failedRequirement } from '../../domain/activity-states.ts';
import { missingCount } from '../../domain/missing-count.ts';
import type { ExecutionView, WaveView } from '../../domain/model/execution-view.ts';
import { countOf, waveLabel } from '../../domain/names.ts';
import type { PrintedCommand } from '../printed-command.ts';

/** Something that only a person can let go on, and the exact command for it. */
export interface PersonNeeded {
  readonly what: string;
  readonly command: string;
}

export const personNeeded = (execution: ExecutionView, command: PrintedCommand): readonly PersonNeeded[] => [
  ...retriesOf(execution, command),
  ...resumesOf(execution, command),
];

/** What else can be done with an execution that is not over: nobody has to, and nothing waits for it. */
export const otherChoices = (execution: ExecutionView, command: PrintedCommand): readonly PersonNeeded[] => [
  ...skipsOf(execution, command),
  ...pausesOf(execution, command),
  ...cancelsOf(execution, command),
];

/** Of the waves that wait for a person. One that does not can be skipped too, but there is no decision to take about it yet. */
function skipsOf(execution: ExecutionView, command: PrintedCommand): readonly PersonNeeded[] {
  const { actions, executionId } = execution;
  const numbers = actions.skip.allowed ? (actions.skip.waveNumbers ?? []) : [];
  return wavesForPerson(execution)
    .filter(({ waveNumber }) => numbers.includes(waveNumber))
    .map((wave) => ({
      what: `To go on ${withoutWhat(wave)}, and say why${wave.status === 'AWAITING_APPROVAL' || missingCount(wave) === 0 ? '' : ' (of some only: --servers)'}`,
      command: command(`skip ${executionId} --wave ${wave.waveNumber} --reason "WHY"`),
    }));
}

/** Where every server is up it is an action that failed. */
const withoutWhat = (wave: WaveView): string => {
  if (missingCount(wave) > 0) return `without ${countOf(missingCount(wave), 'server')} of ${waveLabel(wave)}`;
  const failed = failedRequirement(wave, 'after');
  return failed === undefined
    ? `past ${waveLabel(wave)}`
    : `although ${activityLabel(failed)} of ${waveLabel(wave)} ${failed.state === 'TIMED_OUT' ? 'timed out' : 'failed'}`;
};

/** At a gate nothing starts anyhow. */
function pausesOf({ actions, status, executionId }: ExecutionView, command: PrintedCommand): readonly PersonNeeded[] {
  if (!actions.pause.allowed || status === 'PAUSED') return [];
  return [{ what: 'To hold back the waves that have not started', command: command(`pause ${executionId}`) }];
}

const cancelsOf = ({ actions, executionId }: ExecutionView, command: PrintedCommand): readonly PersonNeeded[] =>
  actions.cancel.allowed ? [{ what: 'To stop it from starting more', command: command(`cancel ${executionId}`) }] : [];

/** Failed waves whose missing servers can be launched again. */
export function retriesOf(
  { actions, waves, executionId }: ExecutionView,
  command: PrintedCommand,
): readonly PersonNeeded[] {
  const numbers = actions.retry.allowed ? (actions.retry.waveNumbers ?? []) : [];
  return waves
    .filter(({ waveNumber }) => numbers.includes(waveNumber))
    .map((wave) => ({
      what: `${waveLabel(wave)} is ${wave.status}: ${againOf(wave)}`,
      command: command(`retry ${executionId} --wave ${wave.waveNumber}`),
    }));
}

const againOf = (wave: WaveView): string => {
  const missing = missingCount(wave);
  return missing > 0
    ? `${countOf(missing, 'server')} of it can be launched again`
    : 'every server of it is up; its actions that failed can be done again';
};

export function resumesOf(execution: ExecutionView, command: PrintedCommand): readonly PersonNeeded[] {
  if (!execution.actions.resume.allowed) return [];
  const words = `resume ${execution.executionId}`;
  const waves = wavesForPerson(execution);
  const gates = waves.map((wave) => ({
    what: `${waveLabel(wave)} ${needOf(wave)}: ${effectOfResume(wave, execution)}`,
    command: command(
      `${words} --wave ${wave.waveNumber}${wave.awaitedApproval === undefined ? '' : ` --approve ${JSON.stringify(wave.awaitedApproval)}`}`,
    ),
  }));
  if (!execution.pauseRequested) return gates;
  const what = `paused by ${execution.pauseRequestedBy ?? 'somebody'}: nothing new starts until the pause is ended`;
  return [...gates, { what, command: command(waves.length === 0 ? words : `${words} --end-pause`) }];
}

/** The waves that wait for a person: at their gate, in an action, or failed with `onFailure: pause`. */
export function wavesForPerson({ actions, waves }: ExecutionView): readonly WaveView[] {
  const numbers = actions.resume.allowed ? (actions.resume.waveNumbers ?? []) : [];
  return waves.filter((wave) => numbers.includes(wave.waveNumber));
}

const needOf = (wave: WaveView): string =>
  wave.awaitedApproval !== undefined
    ? `waits for approval of "${wave.awaitedApproval}"`
    : wave.status === 'AWAITING_APPROVAL'
      ? 'waits for approval'
      : `is ${wave.status}`;

/** What a resume of this wave lets happen. */
export function effectOfResume(
  wave: WaveView,
  { pauseRequested, waves }: Pick<ExecutionView, 'pauseRequested' | 'waves'>,
): string {
  const when = pauseRequested ? ' when the pause is ended too' : '';
  if (wave.awaitedApproval !== undefined) return `the wave goes on${when}`;
  if (wave.status === 'AWAITING_APPROVAL') return `${countOf(wave.serverCount, 'server')} will launch${when}`;
  if (wave.launchedCount === wave.serverCount) return `the waves after it will start all the same${when}`;
  const missing = countOf(wave.serverCount - wave.launchedCount, 'server');
  if (waves.every(({ status }) => status !== 'PENDING'))
    return `no wave waits for it: it stays without ${missing}${when}`;
  return `the waves after it will start without ${missing} of it${when}`;
}
