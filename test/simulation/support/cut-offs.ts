/**
 * Cuts launches off between their claim and their answer: what hurts is where in a launch it happens, so this waits for a
 * claim to be saved, and acts before the call is made.
 */
import type { OperatorCommand } from '../../../src/engine/execution-service.ts';
import type { JournalEntry } from '../../../src/simulator/journal.ts';
import type { Step } from '../../domain/support/run.ts';
import type { Rig } from '../../support/rig.ts';
import type { Committed } from './mirror.ts';
import type { Crash, CutOff } from './night.ts';
import type { Tally } from './tally.ts';

interface Parts {
  readonly world: Rig;
  readonly tally: Tally;
  readonly isCalm: () => boolean;
  readonly command: (executionId: string, command: OperatorCommand, actor: string) => void;
  /** The next call of this operation is the last thing that its process does. */
  readonly doom: (crash: Pick<Crash, 'when' | 'downSeconds'>) => void;
}

type LaunchJob = Step['after']['jobs'][number];
interface Claimed {
  readonly executionId: string;
  readonly isDrill: boolean;
  readonly job: LaunchJob;
}

/** AWS acts on a call so late at most. */
const CALLED_WITHIN_SECONDS = 100;

/** While it runs, DRS refuses a second call for its servers; once it is over only the list tells of it: it is listed before. */
const LISTED_SECONDS = 10;

export const createCutOffs = ({ world, tally, isCalm, command, doom }: Parts) => {
  const { clock, simulator } = world;
  const armed: CutOff[] = [];
  /** Jobs over these servers are listed late. */
  const late: { readonly servers: string; readonly untilMs: number; readonly forSeconds: number }[] = [];
  const toFail: (() => void)[] = [];
  let again: { executionId: string; waveNumber: number; isRetried: boolean } | undefined;

  const cut = (cutOff: CutOff, claimed: Claimed): void => {
    const { executionId, isDrill, job } = claimed;
    const { accountId, region } = job;
    const sourceServerIds = job.servers.map(({ sourceServerId }) => sourceServerId);
    tally.count(`cut off: ${cutOff.how}`);
    switch (cutOff.how) {
      case 'request lost':
      case 'reply lost': {
        const kind = cutOff.how === 'request lost' ? 'lost-request' : 'lost-reply';
        simulator.faults.add({ kind, operation: 'StartRecovery', accountId, region, sourceServerIds, times: 1 });
        break;
      }
      case 'sleeps':
        clock.leap(cutOff.seconds);
        break;
      case 'dies before':
        doom({ when: 'before', downSeconds: cutOff.seconds });
        break;
      case 'dies after':
        doom({ when: 'after', downSeconds: cutOff.seconds });
        break;
    }
    const { hiddenSeconds, blindSeconds, stranger, cancelAfterSeconds } = cutOff;
    if (hiddenSeconds > 0) {
      const untilMs = clock.nowMs() + CALLED_WITHIN_SECONDS * 1000;
      late.push({ servers: namesOf(sourceServerIds), untilMs, forSeconds: hiddenSeconds });
    }
    if (blindSeconds > 0) {
      const operation = 'DescribeJobs';
      simulator.faults.add({ kind: 'internal-error', operation, accountId, region, forSeconds: blindSeconds });
    }
    if (stranger !== undefined) {
      clock.after(stranger.afterSeconds, () => {
        if (isCalm()) return;
        try {
          world.launchByStranger(sourceServerIds, {
            accountId,
            region,
            isDrill: stranger.isOurKind ? isDrill : !isDrill,
          });
          tally.count(
            `cut off: a stranger's job of ${stranger.isOurKind ? 'our' : 'another'} kind over the same servers`,
          );
        } catch {
          // Ours runs.
        }
      });
    }
    if (cancelAfterSeconds !== undefined) {
      clock.after(cancelAfterSeconds, () => {
        if (!isCalm()) command(executionId, { type: 'cancel', reason: 'nobody knows whether it runs' }, 'dirk');
      });
    }
  };

  /** People try until they may. */
  const retry = (tries: number): void => {
    clock.after(5, () => {
      if (again === undefined || again.isRetried || tries === 0 || isCalm()) return;
      command(again.executionId, { type: 'retry', waveNumber: again.waveNumber }, 'dirk');
      retry(tries - 1);
    });
  };

  const onClaimed = (claimed: Claimed): void => {
    const cutOff = armed.shift();
    if (cutOff !== undefined) cut(cutOff, claimed);
    const { executionId, job } = claimed;
    if (again?.isRetried === true && again.executionId === executionId && again.waveNumber === job.waveNumber) {
      tally.count('cut off: what is launched again');
      again = undefined;
      cut({ how: 'request lost', seconds: 0, hiddenSeconds: 0, blindSeconds: 0 }, claimed);
    } else if (again === undefined && toFail.shift() !== undefined) {
      again = { executionId, waveNumber: job.waveNumber, isRetried: false };
      const sourceServerIds = job.servers.map(({ sourceServerId }) => sourceServerId);
      simulator.faults.add({
        kind: 'fail-launch',
        phase: 'snapshot',
        sourceServerIds,
        times: sourceServerIds.length,
        forSeconds: CALLED_WITHIN_SECONDS,
      });
    }
  };

  return {
    arm: (cutOff: CutOff): void => void armed.push(cutOff),
    failAndLaunchAgain: (): void => void toFail.push(() => undefined),

    /** What was just saved. */
    watch: (committed: readonly Committed[]): void => {
      if (isCalm()) return;
      for (const { step } of committed) {
        if (step === undefined || step.after.header.purpose === 'CLEAN_UP') continue;
        const { executionId, executionType } = step.after.header;
        for (const { data } of step.events) {
          if (data.type === 'JobClaimed') {
            const job = step.after.jobs.find(({ jobKey }) => jobKey === data.jobKey);
            if (job !== undefined) onClaimed({ executionId, isDrill: executionType === 'DRILL', job });
          }
          if (again?.executionId !== executionId) continue;
          if (data.type === 'WaveEnded' && data.waveNumber === again.waveNumber && data.status !== 'COMPLETED')
            retry(6);
          if (data.type === 'WaveRetried' && data.waveNumber === again.waveNumber) {
            again.isRetried = true;
            // The look before the launch shows what was before all of it.
            simulator.faults.add({ kind: 'stale-read', operation: 'DescribeJobs', ageSeconds: 600, forSeconds: 3 });
          }
        }
      }
    },

    noteEntry: (entry: JournalEntry): void => {
      if (entry.kind !== 'job') return;
      const { jobId, participants, endedAt } = entry.job;
      const servers = namesOf(participants.map(({ sourceServerId }) => sourceServerId));
      const found = late.find((one) => one.servers === servers && clock.nowMs() <= one.untilMs);
      if (found === undefined) return;
      // The simulator is in the middle of a write.
      clock.after(0, () => {
        if (isCalm() || world.strangersJobIds.has(jobId)) return;
        const lastsSeconds = endedAt === null ? Number.POSITIVE_INFINITY : (endedAt - clock.nowMs()) / 1000;
        const forSeconds = Math.min(found.forSeconds, lastsSeconds - LISTED_SECONDS);
        if (forSeconds <= 0) return;
        simulator.faults.add({ kind: 'vanish-job', jobIds: [jobId], forSeconds, instancesAppear: true });
        tally.count('cut off: a job that DRS lists late');
      });
    },
  };
};

const namesOf = (sourceServerIds: readonly string[]): string => sourceServerIds.toSorted().join();
