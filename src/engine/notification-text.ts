/** What people are told of an event: plain text with the facts, and the exact command that answers it. */
import type { LaunchedInstance } from '../domain/clean-up.ts';
import { missingCount } from '../domain/missing-count.ts';
import type { AutomaticCleanUp } from '../domain/model/automatic-clean-up.ts';
import type { ExecutionEvent } from '../domain/model/event.ts';
import type { ExecutionHeader, ExecutionState, WaveExecution } from '../domain/model/execution.ts';
import type { Instant } from '../domain/model/identifiers.ts';
import type { Notification } from '../domain/model/notification.ts';
import type { NotificationEvent } from '../domain/model/plan-notifications.ts';
import { countOf, firstFew, serverLabel, waveLabel } from '../domain/names.ts';
import { awaitsFailureDecision } from '../domain/statuses.ts';
import { secondsBetween } from '../domain/time.ts';
import type { SortedRemaining } from './sort-remaining.ts';

/** Servers that are named in one message, and refusals. */
const NAMED_MAX = 20;

/** A command of Breakwater as it is pasted where the message is read. */
export type CommandText = (words: string) => string;

interface Told {
  readonly event: NotificationEvent;
  readonly subject: string;
  readonly lines: readonly string[];
}

/** Undefined: nobody is told of this. */
export const notificationOf = (
  state: ExecutionState,
  event: ExecutionEvent,
  command: CommandText,
): Notification | undefined => {
  const told = tell(state, event, command);
  if (told === undefined) return undefined;
  const { executionId, planId, planName, executionType } = state.header;
  return {
    notificationId: `${executionId}/${event.sequence}`,
    event: told.event,
    time: event.time,
    planId,
    planName,
    executionId,
    executionType,
    subject: `${runName(state.header)}: ${told.subject}`,
    text: [...told.lines, elapsedLine(state.header, event.time), `Look at it: ${command(`watch ${executionId}`)}`].join(
      '\n',
    ),
  };
};

/** The instances that are still there. */
export interface CleanUpFacts extends SortedRemaining {
  readonly time: Instant;
}

interface CleanUpTold extends CleanUpFacts {
  readonly command: CommandText;
}

/** Of a clean-up that comes by itself: the warning before it, or that it was given up. */
export const cleanUpNotification = (cleanUp: AutomaticCleanUp, told: CleanUpTold): Notification => {
  const { executionId, planId, planName, warnings, state } = cleanUp;
  const isGivenUp = state === 'GIVEN_UP';
  const { subject, lines } = isGivenUp ? givenUp(cleanUp, told) : warning(cleanUp, told);
  return {
    notificationId: `${executionId}/clean-up-${isGivenUp ? 'given-up' : 'warning'}-${warnings}`,
    event: 'cleanUp',
    time: told.time,
    planId,
    planName,
    executionId,
    executionType: 'DRILL',
    subject: `DRILL of "${planName}": ${subject}`,
    text: [...lines, `Look at them: ${told.command(`get instances ${executionId}`)}`].join('\n'),
  };
};

type CleanUpWords = Pick<Told, 'subject' | 'lines'>;

const warning = (
  { executionId, dueTime, drillTtlHours }: AutomaticCleanUp,
  { terminated, adopted, existing, command }: CleanUpTold,
): CleanUpWords => ({
  subject: `cleans up at ${dueTime}`,
  lines: [
    `${countOf(terminated.length, 'instance')} that the drill launched will be terminated at ${dueTime}: the plan says ${drillTtlHours} h after its end (drillTtlHours).`,
    ...(existing.length === 0
      ? []
      : [
          `Left as they are, since they were there before DRS launched into them: ${namesOf(existing)}. They run on, and cost: stop them in EC2 when they are not needed.`,
        ]),
    ...adoptedLines(adopted),
    ...(adopted.length === 0
      ? []
      : [`Clean up now, those of the adopted job too: ${cleanUpCommand(executionId, adopted, command)}`]),
    `Keep them a day longer: ${command(`keep ${executionId} --hours 24`)}`,
    `Keep them until somebody cleans up: ${command(`keep ${executionId}`)}`,
  ],
});

const givenUp = (
  { executionId, cleanUpId, tries }: AutomaticCleanUp,
  { terminated, adopted, command }: CleanUpTold,
): CleanUpWords => {
  const left = countOf(terminated.length + adopted.length, 'instance');
  const isNamingLeft = terminated.length === 0 && adopted.length > 0;
  const before = isNamingLeft ? "See whether they are the drill's" : 'Mend that';
  return {
    subject: `its clean-up is given up, ${left} left`,
    lines: [
      `${left} that the drill launched may still run, and cost: ${countOf(tries, 'clean-up')} did not terminate them. None comes by itself any more.`,
      ...adoptedLines(adopted),
      `Why: ${command(`describe execution ${cleanUpId ?? executionId}`)}`,
      `${before}, and clean up: ${cleanUpCommand(executionId, adopted, command)}`,
    ],
  };
};

const adoptedLines = (adopted: readonly LaunchedInstance[]): readonly string[] =>
  adopted.length === 0
    ? []
    : [
        `Left as they are, since an adopted job made them, which may be somebody else's: ${namesOf(adopted)}. They run on, and cost.`,
      ];

/** More than so many are no line to paste: the command itself lists them then, each with its flag. */
const cleanUpCommand = (executionId: string, adopted: readonly LaunchedInstance[], command: CommandText): string => {
  const ids = adopted.flatMap(({ recoveryInstanceId }) => recoveryInstanceId ?? []);
  const flags = ids.length > NAMED_MAX ? [] : ids.map((id) => ` --include-adopted ${id}`);
  const line = command(`cleanup ${executionId}${flags.join('')}`);
  return flags.length === adopted.length ? line : `${line} (with each --include-adopted that it lists)`;
};

const namesOf = (instances: readonly LaunchedInstance[]): string =>
  firstFew(
    instances.map(({ recoveryInstanceId, serverName }) =>
      recoveryInstanceId === undefined ? serverName : `${recoveryInstanceId} (${serverName})`,
    ),
    NAMED_MAX,
    ', ',
  );

const tell = (state: ExecutionState, { actor, data }: ExecutionEvent, command: CommandText): Told | undefined => {
  const { executionId, serverCount, initiatedBy } = state.header;
  switch (data.type) {
    case 'ExecutionBegun':
      return {
        event: 'start',
        subject: `started by ${actor === 'engine' ? initiatedBy : actor}`,
        lines: [
          `${countOf(data.serverCount, 'server')} in ${countOf(state.header.totalWaves, 'wave')}.`,
          ...some(data.warnings, (warning) => `Warning: ${warning}`),
        ],
      };
    case 'ChecksPostponed':
      return { event: 'start', subject: 'waits for AWS before its start', lines: [data.reason] };
    case 'ExecutionRefused':
      return {
        event: 'end',
        subject: 'REFUSED, nothing was started',
        lines: some(data.refusals, ({ message, remedy }) => `${message} (${remedy})`),
      };
    case 'GateReached': {
      const wave = state.waves[data.waveNumber];
      if (wave === undefined) return undefined;
      return {
        event: 'gate',
        subject: `${waveLabel(wave)} waits for approval`,
        lines: [
          `${countOf(wave.serverCount, 'server')} launch when the gate is opened. Up so far: ${upSoFar(state)} of ${countOf(serverCount, 'server')}.`,
          `Open it: ${command(`resume ${executionId} --wave ${wave.waveNumber}`)}`,
          `Or end the run: ${command(`cancel ${executionId}`)}`,
        ],
      };
    }
    case 'WaveEnded':
      return tellWave(state, state.waves[data.waveNumber], data.reason, command);
    case 'ExecutionPaused': {
      // At a gate people have been told by the gate itself.
      const failed = state.waves.filter(awaitsFailureDecision);
      if (failed.length === 0) return undefined;
      return {
        event: 'gate',
        subject: 'waits for a decision',
        lines: [
          data.reason,
          ...failed.flatMap(({ waveNumber, ...wave }) => [
            `${missingCount(wave) === 0 ? 'Do its actions again' : 'Launch what is missing again'}: ${command(`retry ${executionId} --wave ${waveNumber}`)}`,
            `Go on without it: ${command(`resume ${executionId} --wave ${waveNumber}`)}`,
          ]),
        ],
      };
    }
    case 'ExecutionEnded':
      return { event: 'end', subject: data.status, lines: [data.reason, ...failedServers(state)] };
    default:
      return undefined;
  }
};

/** Waves that never launched anything are told of at the end of the run: one cancellation is no ten messages. */
const tellWave = (
  state: ExecutionState,
  wave: WaveExecution | undefined,
  reason: string,
  command: CommandText,
): Told | undefined => {
  if (wave === undefined || wave.startTime === undefined) return undefined;
  const { executionId } = state.header;
  const { status } = wave;
  const isWhole = status === 'COMPLETED';
  return {
    event: isWhole ? 'waveCompleted' : 'waveFailed',
    subject: `${waveLabel(wave)} ${status}`,
    lines: [
      reason,
      ...(wave.failedCount === 0 ? [] : [`All that failed: ${command(`get servers ${executionId} --outcome FAILED`)}`]),
    ],
  };
};

const failedServers = (state: ExecutionState): readonly string[] => {
  const servers = state.jobs.flatMap((job) => job.servers);
  const up = new Set(servers.filter(({ outcome }) => outcome !== 'FAILED').map(({ sourceServerId }) => sourceServerId));
  const failed = servers.filter(({ outcome, sourceServerId }) => outcome === 'FAILED' && !up.has(sourceServerId));
  const what = state.header.purpose === 'CLEAN_UP' ? 'Perhaps still there' : 'Failed';
  return some(failed, (server) => `${what}: ${serverLabel(server)}: ${server.reason ?? 'no reason given'}`);
};

const some = <Item>(items: readonly Item[], lineOf: (item: Item) => string): readonly string[] => {
  const lines = items.slice(0, NAMED_MAX).map(lineOf);
  return items.length > NAMED_MAX ? [...lines, `and ${items.length - NAMED_MAX} more`] : lines;
};

const upSoFar = (state: ExecutionState): number => state.waves.reduce((sum, wave) => sum + wave.launchedCount, 0);

const runName = ({ executionType, planName, purpose }: ExecutionHeader): string =>
  purpose === 'CLEAN_UP' ? `Clean-up of a ${executionType} of "${planName}"` : `${executionType} of "${planName}"`;

const elapsedLine = ({ startTime, rtoTargetMinutes }: ExecutionHeader, now: Instant): string => {
  const minutes = Math.floor(secondsBetween(startTime, now) / 60);
  if (rtoTargetMinutes === undefined) return `Elapsed: ${minutes} min.`;
  const late = minutes - rtoTargetMinutes;
  return `Elapsed: ${minutes} min of an RTO of ${rtoTargetMinutes} min${late > 0 ? `: ${late} min over` : ''}.`;
};
