/** The checkers of a night, which each remember what they have seen of it. */
import type { JournalEntry } from '../../../src/simulator/journal.ts';
import type { Rig } from '../../support/rig.ts';
import { createAcceptedDeletions } from '../checkers/accepted-deletions.ts';
import { createActionTurns } from '../checkers/action-turns.ts';
import { createAppliedSettings } from '../checkers/applied-settings.ts';
import { createAwaitedDecisions } from '../checkers/awaited-decisions.ts';
import { createBackedOff } from '../checkers/backed-off.ts';
import { createCleanUpsInTime } from '../checkers/clean-ups-in-time.ts';
import { createCommandsInRecord } from '../checkers/commands-in-record.ts';
import { createCopiedTags } from '../checkers/copied-tags.ts';
import { createDrsJobs } from '../checkers/drs-jobs.ts';
import { createEndedWhenDecided } from '../checkers/ended-when-decided.ts';
import { createEnoughLaunched } from '../checkers/enough-launched.ts';
import { createExistingStay } from '../checkers/existing-stay.ts';
import { createExtendedServers } from '../checkers/extended-servers.ts';
import { createFollowUpServers } from '../checkers/follow-up-servers.ts';
import { createGoneUnseen } from '../checkers/gone-unseen.ts';
import { createLaunchedAsWanted } from '../checkers/launched-as-wanted.ts';
import { createNamedPeople } from '../checkers/named-people.ts';
import { createNeedlessFailures } from '../checkers/needless-failures.ts';
import { createNewerLooks } from '../checkers/newer-looks.ts';
import { createOneHolderPerServer } from '../checkers/one-holder-per-server.ts';
import { createOpenedGates } from '../checkers/opened-gates.ts';
import { createOwnJobs } from '../checkers/own-jobs.ts';
import { createPlannedServers } from '../checkers/planned-servers.ts';
import { createPointsInTime } from '../checkers/points-in-time.ts';
import { pollWritesObservations } from '../checkers/poll-writes-observations.ts';
import { createServing } from '../checkers/serving.ts';
import { sharedQuotas } from '../checkers/shared-quotas.ts';
import { createShownByDrs } from '../checkers/shown-by-drs.ts';
import { createSweptRows } from '../checkers/swept-rows.ts';
import { createTimeOuts } from '../checkers/time-outs.ts';
import { createTimedOutInTime } from '../checkers/timed-out-in-time.ts';
import { createToldOfAll } from '../checkers/told-of-all.ts';
import { createUndelivered } from '../checkers/undelivered.ts';
import { createWaitedForOthers } from '../checkers/waited-for-others.ts';
import { wantedAgain } from '../checkers/wanted-again.ts';
import { createWholeRosters } from '../checkers/whole-rosters.ts';
import type { WorldChecker } from '../checkers/world.ts';
import { clocksApartSeconds } from './clocks-apart.ts';
import type { Night } from './night.ts';
import { existingInstanceIds, instanceTags, numberOfServer, serverTags } from './night-estate.ts';
import type { Tally } from './tally.ts';

interface Parts {
  readonly night: Night;
  /** The world is made with what is noted of it: asked only later. */
  readonly world: () => Rig;
  /** By number. Asked once there is a world. */
  readonly serverIds: () => readonly string[];
  readonly tally: Tally;
  readonly onViolation: (violation: string) => void;
}

export const createNightCheckers = ({ night, world, serverIds, tally, onViolation }: Parts) => {
  const nowMs = (): number => world().clock.nowMs();
  const serversOf = (accountId: string, region: string) => world().simulator.servers(accountId, region);
  const jobs = () => night.places.flatMap(({ accountId, region }) => world().simulator.jobs(accountId, region));
  const drs = createDrsJobs(nowMs);
  const timing = { nowMs, drs, clocksApartSeconds: clocksApartSeconds(night) };
  const isStrangers = (jobId: string): boolean => world().strangersJobIds.has(jobId);
  const launched = createLaunchedAsWanted({ nowMs });
  const points = createPointsInTime({ night, nowMs, drs, isStrangers });
  const gone = createGoneUnseen({ nowMs });
  const existing = createExistingStay({
    existing: new Set(existingInstanceIds(night).keys()),
    isStrangers,
  });
  const cleanUps = createCleanUpsInTime({ nowMs, isTold: night.receiver !== undefined });
  const gates = createOpenedGates(night);
  const commands = createCommandsInRecord(onViolation);
  const deletions = createAcceptedDeletions(drs);
  const shown = createShownByDrs((accountId, region) =>
    serversOf(accountId, region).map(({ sourceServerId }) => sourceServerId),
  );
  const applied = createAppliedSettings({ nowMs });
  const extended = createExtendedServers(onViolation);
  const serving = createServing({ nowMs });
  const undelivered = createUndelivered();
  const told = createToldOfAll(tally);
  const people = createNamedPeople();
  const needless = createNeedlessFailures({ night, clocksApartSeconds: timing.clocksApartSeconds });
  const copied = createCopiedTags({ serverTags, instanceTagsOf: tagsOfInstance(night, world), onViolation });
  const checkers: readonly WorldChecker[] = [
    pollWritesObservations,
    createOneHolderPerServer(),
    createWholeRosters(),
    deletions.watch,
    sharedQuotas,
    createOwnJobs({ drs, clocksApartSeconds: timing.clocksApartSeconds }),
    createWaitedForOthers({ night, nowMs, drs, strangersJobIds: () => world().strangersJobIds }),
    wantedAgain,
    launched.watch,
    gone.watch,
    existing.watch,
    cleanUps.watch,
    gates.watch,
    commands.watch,
    points.watch,
    createEndedWhenDecided(timing),
    createEnoughLaunched({ night, nowMs, drs }),
    createTimeOuts({ night, ...timing }),
    createTimedOutInTime({ night, clocksApartSeconds: timing.clocksApartSeconds }),
    createAwaitedDecisions(night),
    createNewerLooks(),
    createBackedOff(),
    people.watch,
    needless.watch,
    createActionTurns(night),
    createFollowUpServers({
      nowMs,
      drs,
      reportOf: (wanted) => jobs().find(({ jobId }) => jobId === wanted),
      isGoneUnseen: gone.isGoneUnseen,
    }),
    createPlannedServers({ night, serverIds }),
    createSweptRows({ shown, nowMs }),
    applied.watch,
    serving.watch,
    undelivered.watch,
    told.watch,
  ];
  return {
    drs,
    launched,
    points,
    gone,
    cleanUps,
    gates,
    commands,
    copied,
    extended,
    undelivered,
    told,
    people,
    check: (commit: Parameters<WorldChecker>[0]): readonly string[] => checkers.flatMap((check) => check(commit)),
    noteEntry: (entry: JournalEntry): void => {
      drs.noteEntry(entry);
      launched.noteEntry(entry);
      gone.noteEntry(entry);
      existing.noteEntry(entry);
      deletions.noteEntry(entry);
      copied.noteEntry(entry);
      shown.noteEntry(entry);
      applied.noteEntry(entry);
      extended.noteEntry(entry);
      serving.noteEntry(entry);
      needless.noteEntry(entry);
    },
  };
};

const tagsOfInstance = ({ places }: Night, world: Parts['world']) => {
  const numbers = new Map<string, number>();
  return (sourceServerId: string) => {
    if (!numbers.has(sourceServerId)) {
      for (const { accountId, region } of places) {
        for (const { sourceServerId: id, hostname } of world().simulator.servers(accountId, region)) {
          numbers.set(id, numberOfServer(hostname));
        }
      }
    }
    return instanceTags(numbers.get(sourceServerId) ?? 0);
  };
};
