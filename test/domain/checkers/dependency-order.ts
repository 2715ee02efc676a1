import type { Checker, Step } from '../support/run.ts';
import { isPassed, isRunning } from './statuses.ts';

/** I1: no wave starts before all that it depends on has passed, and a person has opened its gate. */
export const dependencyOrder: Checker = (step) => [
  ...startedNow(step).flatMap((waveNumber) => startedTooEarly(step, waveNumber)),
  ...step.after.jobs
    .filter((job) => isRunning(job) && step.after.waves[job.waveNumber]?.startTime === undefined)
    .map((job) => `${job.jobKey} is ${job.state}, but its wave has not started`),
];

const startedNow = ({ before, after }: Step): readonly number[] =>
  after.waves
    .filter((wave) => wave.startTime !== undefined && before.waves[wave.waveNumber]?.startTime === undefined)
    .map((wave) => wave.waveNumber);

const startedTooEarly = ({ after, history }: Step, waveNumber: number): readonly string[] => {
  const wave = after.waves[waveNumber];
  if (wave === undefined) return [`wave ${waveNumber} started, but does not exist`];
  const problems = wave.dependsOnWaves
    .filter((dependency) => !isPassed(after.waves[dependency]))
    .map((dependency) => `wave ${waveNumber} started, but wave ${dependency} is ${after.waves[dependency]?.status}`);
  const opened = history.some(
    ({ data, actor }) => data.type === 'GateOpened' && data.waveNumber === waveNumber && actor !== 'engine',
  );
  if (wave.pauseBeforeWave && !opened) problems.push(`wave ${waveNumber} started, but nobody opened its gate`);
  if (after.header.pauseRequested) problems.push(`wave ${waveNumber} started, but a pause is requested`);
  if (after.header.cancelRequested) problems.push(`wave ${waveNumber} started, but the execution is cancelled`);
  return problems;
};
