/** Begins an application of launch settings, or goes on with the one that is open, for some seconds. */
import type { Outcome } from '../../ports/aws-failure.ts';
import type { Ids } from '../../ports/ids.ts';
import { type JobHeader, type JobServer, readJob, replaceJob, type StoredJob } from './settings-job.ts';
import { isConfigured, type SettingsTarget } from './settings-targets.ts';
import { isWorkedOn, type WorkPorts, workOnJob } from './work-on-job.ts';

export interface GoOnPorts extends WorkPorts {
  readonly ids: Ids;
}

/**
 * `beginsAnew`: what is stored is not to be gone on with. Gives the job as it is then. Who still works on the one before is
 * waited for: of two that change a server at once, the later call to AWS would win, whoever makes it.
 */
export const goOn = async (
  ports: GoOnPorts,
  job: Omit<JobHeader, 'jobId' | 'startTime' | 'endTime' | 'workingUntil' | 'replaced'>,
  beginsAnew: (before: JobHeader) => boolean,
  readTargets: () => Promise<Outcome<readonly SettingsTarget[]>>,
): Promise<Outcome<StoredJob>> => {
  const { store, clock, ids } = ports;
  const before = await readJob(store, job.jobKey);
  if (before === undefined || beginsAnew(before.header)) {
    const targets = await readTargets();
    if (!targets.ok) return targets;
    const startTime = clock.now();
    const header = { ...job, jobId: ids.next('settings'), startTime, ...leftBy(before, startTime) };
    // Lost to somebody who began it at the same moment: theirs is gone on with.
    await replaceJob(store, before, header, targets.value.filter(isWork).map(jobServer));
  }
  const begun = await readJob(store, job.jobKey);
  if (begun !== undefined && begun.header.endTime === undefined && !isWorkedOn(begun, clock.now())) {
    await workOnJob(ports, begun);
  }
  const now = await readJob(store, job.jobKey);
  if (now === undefined) throw new Error(`bug: the settings of ${job.jobKey} were not applied`);
  return { ok: true, value: now };
};

/** What the one before leaves behind when it is not over: that it was there, and who works on it. */
const leftBy = (before: StoredJob | undefined, now: string): Partial<JobHeader> => {
  if (before === undefined || before.header.endTime !== undefined) return {};
  const { revision, startedBy, startTime, workingUntil } = before.header;
  return {
    replaced: { groupVersion: revision, startedBy, startTime },
    ...(workingUntil !== undefined && isWorkedOn(before, now) ? { workingUntil } : {}),
  };
};

const isWork = (target: SettingsTarget): boolean => target.missing !== undefined || isConfigured(target);

const jobServer = ({ sourceServerId, serverName, wanted, missing }: SettingsTarget): JobServer => ({
  sourceServerId,
  serverName,
  wanted,
  result: missing === undefined ? 'PENDING' : 'FAILED',
  changed: [],
  tries: 0,
  ...(missing === undefined ? {} : { message: missing }),
});
