/**
 * What Breakwater is compared with: the plainest program that does the job. One wave after the other, one question
 * every thirty seconds, addresses looked up when a wave is done.
 */
import type { Scope } from '../../src/domain/model/scope.ts';
import type { Outcome } from '../../src/ports/aws-failure.ts';
import type { ComputeService } from '../../src/ports/compute-service.ts';
import type { RecoveryService } from '../../src/ports/recovery-service.ts';

export const SERIAL_LOOP_SECONDS = 30;

export interface SerialLoop {
  readonly scope: Scope;
  /** Source server ids, wave by wave. */
  readonly waves: readonly (readonly string[])[];
  readonly recovery: RecoveryService;
  readonly compute: ComputeService;
  readonly sleep: (seconds: number) => Promise<void>;
  /** Told of every launched server at every look. */
  readonly onLaunched: (sourceServerId: string) => void;
}

export const runSerialLoop = async (loop: SerialLoop): Promise<void> => {
  for (const sourceServerIds of loop.waves) {
    const { jobId } = answerOf(await loop.recovery.startRecovery(loop.scope, { sourceServerIds, isDrill: true }));
    await waitForJob(loop, jobId);
    const found = answerOf(await loop.recovery.describeRecoveryInstances(loop.scope, sourceServerIds));
    const instanceIds = found.flatMap((instance) => (instance.instanceId === undefined ? [] : [instance.instanceId]));
    answerOf(await loop.compute.describeInstances(loop.scope, instanceIds));
  }
};

const waitForJob = async (loop: SerialLoop, jobId: string): Promise<void> => {
  for (;;) {
    await loop.sleep(SERIAL_LOOP_SECONDS);
    const [job] = answerOf(await loop.recovery.describeJobs(loop.scope, { jobIds: [jobId] }));
    for (const server of job?.servers ?? []) {
      if (server.launchStatus === 'LAUNCHED') loop.onLaunched(server.sourceServerId);
    }
    if (job?.jobStatus === 'COMPLETED') return;
  }
};

/** No faults are injected here: a failure is a bug of the measurement. */
const answerOf = <Value>(outcome: Outcome<Value>): Value => {
  if (!outcome.ok) throw new Error(`${outcome.failure.operation}: ${outcome.failure.message}`);
  return outcome.value;
};
