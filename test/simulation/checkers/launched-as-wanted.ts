/**
 * What DRS launched with is what the groups wanted when the wave's launch settings were applied; or the wave was not
 * launched at all. A server that a stranger changed in the meantime is excepted: DRS reads its settings with each launch.
 */

import { groupOf } from '../../../src/engine/catalog-items.ts';
import type { JournalEntry } from '../../../src/simulator/journal.ts';
import type { VirtualClock } from '../../support/virtual-clock.ts';
import type { Mirrored } from '../support/mirror.ts';
import type { Commit, WorldChecker } from './world.ts';

type DrsJob = Extract<JournalEntry, { kind: 'job' }>['job'];
type Participant = DrsJob['participants'][number];
type Group = ReturnType<typeof groupOf>;
type Job = Mirrored['state']['jobs'][number];

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Somebody applied the settings of these groups on demand. */
interface Application {
  readonly groupIds: readonly string[];
  readonly fromMs: number;
  toMs: number;
}

/** A read may be so old. */
const STALE_MS = 60_000;

export const createLaunchedAsWanted = ({ nowMs }: Pick<VirtualClock, 'nowMs'>) => {
  const groups = new Map<string, { readonly sinceMs: number; readonly group: Group }[]>();
  /** By AWS's clock: those of our processes differ. */
  const eventMs = new Map<string, number>();
  const drsJobs = new Map<string, DrsJob>();
  const drifts: (Span & { readonly sourceServerId: string })[] = [];
  const applications: Application[] = [];

  const watch: WorldChecker = ({ writes, committed }: Commit) => {
    for (const write of writes) {
      if (write.kind !== 'put' || write.item.table !== 'catalog' || write.item.partition !== 'groups') continue;
      const group = groupOf(write.item);
      groups.set(group.groupId, [...(groups.get(group.groupId) ?? []), { sinceMs: nowMs(), group }]);
    }
    for (const { step, mirrored } of committed) {
      for (const { sequence } of step?.events ?? []) eventMs.set(`${mirrored.executionId}#${sequence}`, nowMs());
    }
    return [];
  };

  /** The versions of the groups that were the newest at some moment of it. */
  const versionsIn = (groupIds: readonly string[], { fromMs, toMs }: Span): readonly Group[] =>
    groupIds.flatMap((groupId) => {
      const versions = groups.get(groupId) ?? [];
      return versions.flatMap(({ sinceMs, group }, index) =>
        sinceMs <= toMs && (versions[index + 1]?.sinceMs ?? Number.POSITIVE_INFINITY) >= fromMs ? [group] : [],
      );
    });

  const wrongIn = (mirrored: Mirrored, job: Job, drsJob: DrsJob): readonly string[] => {
    const { executionId, history } = mirrored;
    const earlier = history
      .map((event) => ({ ...event, atMs: eventMs.get(`${executionId}#${event.sequence}`) ?? 0 }))
      .filter(({ atMs }) => atMs <= drsJob.createdAt);
    const attempt = earlier.findLast(
      ({ data }) =>
        data.type === 'ExecutionBegun' || (data.type === 'WaveRetried' && data.waveNumber === job.waveNumber),
    );
    const begunMs = attempt?.atMs ?? 0;
    const groupIds = mirrored.frozen.plan.waves[job.waveNumber]?.protectionGroupIds ?? [];
    const wanting = versionsIn(groupIds, { fromMs: begunMs, toMs: begunMs });
    if (wanting.every((group) => isSilent(group))) return [];
    const label = `${executionId} ${job.jobKey}`;
    const ofAttempt = earlier.filter(({ sequence }) => sequence > (attempt?.sequence ?? 0));
    const own = ofAttempt.filter(
      ({ data }) =>
        (data.type === 'ActivityClaimed' || data.type === 'ActivityEnded') &&
        data.activityKey === `w${String(job.waveNumber).padStart(3, '0')}-before-settings`,
    );
    const end = own.at(-1);
    if (end?.data.type !== 'ActivityEnded' || end.data.state !== 'SUCCEEDED') {
      return [`launch settings: ${label} was launched, and its settings had not been applied`];
    }
    const applied = { fromMs: own[0]?.atMs ?? end.atMs, toMs: end.atMs };
    const isMeanwhile = ({ fromMs, toMs }: Span): boolean =>
      fromMs <= drsJob.createdAt && toMs >= applied.fromMs - STALE_MS;
    const onDemand = applications.filter(isMeanwhile);
    const spans = [
      applied,
      ...onDemand.map(({ fromMs, toMs }) => ({ fromMs, toMs: Math.min(toMs, drsJob.createdAt) })),
    ];
    const versions = spans.flatMap((span) => versionsIn(groupIds, span));
    const others = onDemand.flatMap((each) =>
      versionsIn(
        each.groupIds.filter((groupId) => !groupIds.includes(groupId)),
        each,
      ),
    );
    return drsJob.participants.flatMap((participant) => {
      const { sourceServerId } = participant;
      const isChanged =
        drifts.some((drift) => drift.sourceServerId === sourceServerId && isMeanwhile(drift)) ||
        others.some((group) => selects(group, sourceServerId));
      const possible = versions.filter((group) => selects(group, sourceServerId));
      if (isChanged || possible.some((group) => isAsWanted(group, participant))) return [];
      return [`launch settings: ${label} launched ${sourceServerId} otherwise than its group says`];
    });
  };

  return {
    watch,
    noteEntry: (entry: JournalEntry): void => {
      if (entry.kind === 'job') drsJobs.set(entry.job.jobId, entry.job);
    },
    noteDrift: (sourceServerId: string, fromMs: number): void =>
      void drifts.push({ sourceServerId, fromMs, toMs: nowMs() }),
    /** Gives what is called when it is over; its last calls may still be on their way. */
    noteApplication: (groupIds: readonly string[]): (() => void) => {
      const application = { groupIds, fromMs: nowMs(), toMs: Number.POSITIVE_INFINITY };
      applications.push(application);
      return () => {
        application.toMs = nowMs() + STALE_MS;
      };
    },
    violations: (executions: readonly Mirrored[]): readonly string[] =>
      executions.flatMap((mirrored) =>
        mirrored.state.header.purpose === 'CLEAN_UP'
          ? []
          : mirrored.state.jobs.flatMap((job) => {
              const drsJob = drsJobs.get(job.jobId ?? '');
              return drsJob === undefined ? [] : wrongIn(mirrored, job, drsJob);
            }),
      ),
  };
};

const selects = ({ selection }: Group, sourceServerId: string): boolean =>
  'sourceServerIds' in selection && selection.sourceServerIds.includes(sourceServerId);

const isSilent = ({ launchConfig, serverOverrides }: Group): boolean =>
  launchConfig === undefined && serverOverrides === undefined;

/** One that did not come up says nothing of how it was to. An existing instance keeps what it has, and is just that one. */
const isAsWanted = ({ launchConfig = {}, serverOverrides = {} }: Group, participant: Participant): boolean => {
  const { sourceServerId, instance } = participant;
  if (instance === undefined) return true;
  const own = serverOverrides[sourceServerId] ?? {};
  const into = own.launchIntoInstanceId ?? undefined;
  if (into !== undefined) return instance.wasThere === true && instance.instanceId === into;
  // DRS was told to by another group once, and is not told otherwise: there is no such call.
  if (instance.wasThere === true) return true;
  const profile = own.instanceProfileName ?? launchConfig.instanceProfileName;
  const disposition = own.launchDisposition ?? launchConfig.launchDisposition;
  const copyTags = own.copyTags ?? launchConfig.copyTags;
  const { settings = {}, readyState } = instance;
  const isTagged = settings.tags?.['Kept'] === 'yes';
  return (
    (profile === undefined || settings.instanceProfileArn?.endsWith(`/${profile}`) === true) &&
    (disposition === undefined || (disposition === 'STOPPED') === (readyState === 'stopped')) &&
    (copyTags === undefined || copyTags === isTagged)
  );
};
