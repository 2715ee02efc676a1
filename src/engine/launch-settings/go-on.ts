/** Begins an application of launch settings, or goes on with the one that is open, for some seconds. */
import { limits } from '../../domain/limits.ts';
import type { Outcome } from '../../ports/aws-failure.ts';
import type { Ids } from '../../ports/ids.ts';
import type { ItemStore } from '../../ports/item-store.ts';
import type { LaunchOfServer, WorkPorts } from './apply-to-servers.ts';
import { type JobHeader, type JobServer, readJob, replaceJob, type StoredJob } from './settings-job.ts';
import { isConfigured, type SettingsTarget } from './settings-targets.ts';
import { isWorkedOn, workOnJob } from './work-on-job.ts';

export interface GoOnPorts extends WorkPorts {
  readonly ids: Ids;
}

type NewJob = Omit<JobHeader, 'jobId' | 'startTime' | 'endTime' | 'workingUntil' | 'replaced'>;

/**
 * `beginsAnew`: what is stored is not to be gone on with. Gives the job as it is then, which is never of an earlier revision.
 * Who still works on the one before is waited for: of two that change a server at once, the later call to AWS would win,
 * whoever makes it.
 */
export const goOn = async (
  ports: GoOnPorts,
  job: NewJob,
  beginsAnew: (before: StoredJob) => boolean,
  readTargets: () => Promise<Outcome<readonly SettingsTarget[]>>,
  launchOf: LaunchOfServer,
): Promise<Outcome<StoredJob>> => {
  const { store, clock } = ports;
  const begun = await begin(ports, job, beginsAnew, readTargets);
  if (!begun.ok) return begun;
  if (begun.value.header.endTime === undefined && !isWorkedOn(begun.value, clock.now())) {
    await workOnJob(ports, begun.value, launchOf);
  }
  return { ok: true, value: await readBegun(store, job.jobKey) };
};

/** The one that is gone on with: ours, or somebody else's. Who works on the one before may save it at any moment. */
const begin = async (
  { store, clock, ids }: GoOnPorts,
  job: NewJob,
  beginsAnew: (before: StoredJob) => boolean,
  readTargets: () => Promise<Outcome<readonly SettingsTarget[]>>,
): Promise<Outcome<StoredJob>> => {
  let targets: Outcome<readonly SettingsTarget[]> | undefined;
  for (let attempt = 0; attempt < limits.saveAttempts; attempt += 1) {
    const before = await readJob(store, job.jobKey);
    if (before !== undefined && !beginsAnew(before)) return { ok: true, value: before };
    targets ??= await readTargets();
    if (!targets.ok) return targets;
    const startTime = clock.now();
    const header = { ...job, jobId: ids.next('settings'), startTime, ...leftBy(before, startTime) };
    const servers = targets.value.filter(isWork).map(jobServer);
    if (await replaceJob(store, before, header, servers)) {
      return { ok: true, value: await readBegun(store, job.jobKey) };
    }
  }
  throw new Error(`the settings of ${job.jobKey} were changed ${limits.saveAttempts} times in a row; none was applied`);
};

const readBegun = async (store: ItemStore, jobKey: string): Promise<StoredJob> => {
  const job = await readJob(store, jobKey);
  if (job === undefined) throw new Error(`bug: the settings of ${jobKey} were not applied`);
  return job;
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
