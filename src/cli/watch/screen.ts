/** The live screen, as a function of what is known: no terminal, no clock, no state. */
import type { EventView } from '../../api/contract.ts';
import type { ExecutionView, ServerView } from '../../domain/model/execution-view.ts';
import { countOf } from '../../domain/names.ts';
import { isFinalExecution } from '../../domain/statuses.ts';
import { secondsBetween } from '../../domain/time.ts';
import { clockText, timeText } from '../render/duration.ts';
import { blank, fitLine, join, type Line, say, spread } from '../render/line.ts';
import { personNeeded } from '../render/person-needed.ts';
import { serverLines } from '../render/server-lines.ts';
import { badgeOf, relationOf, styleOfExecution } from '../render/status-style.ts';
import { waveLines } from '../render/wave-lines.ts';

export interface ScreenModel {
  readonly execution: ExecutionView;
  /** Of the waves that run. */
  readonly servers: readonly ServerView[];
  /** The newest last. */
  readonly events: readonly EventView[];
  /** The server's time. */
  readonly now: string;
  /** Why the server does not answer at the moment. */
  readonly connectionLost?: string;
  readonly program: string;
}

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/** At most one line less than the screen has, each at most as long as it is wide. */
export function renderScreen(model: ScreenModel, { columns, rows }: ScreenSize): readonly Line[] {
  const top = [...headerLines(model, columns), ...attentionLines(model)];
  const foot = footLines(model);
  const shares = shareRows(rows - 1 - top.length - foot.length, model);
  const servers = serverLines(model.servers, shares.servers);
  return [
    ...top,
    ...section(waveLines(model.execution.waves, shares.waves)),
    ...section(servers),
    ...section(eventLines(model.events, shares.events)),
    ...foot,
  ]
    .slice(0, rows - 1)
    .map((line) => fitLine(line, columns));
}

/** A section stands apart from what is above it. */
const section = (lines: readonly Line[]): readonly Line[] => (lines.length === 0 ? [] : [blank, ...lines]);

/** Waves first, a few servers and events always; what is left goes to servers, then to events. A section costs a blank line. */
function shareRows(free: number, { execution, servers, events }: ScreenModel) {
  const wanted = {
    waves: execution.waves.length + 1,
    servers: servers.length === 0 ? 0 : servers.length + 1,
    events: events.length,
  };
  const blanks = 1 + (wanted.servers > 0 ? 1 : 0) + (wanted.events > 0 ? 1 : 0);
  const least = { waves: Math.min(wanted.waves, 5), servers: Math.min(wanted.servers, 4), events: 3 };
  const room = Math.max(0, free - blanks);
  const waves = Math.min(wanted.waves, Math.max(least.waves, room - least.servers - least.events));
  const serverRows = Math.max(0, Math.min(wanted.servers, room - waves - Math.min(wanted.events, least.events)));
  return { waves, servers: serverRows, events: Math.max(0, Math.min(wanted.events, room - waves - serverRows)) };
}

function headerLines({ execution, now }: ScreenModel, columns: number): readonly Line[] {
  const { planName, executionId, status, statusReason, startTime, endTime } = execution;
  const title = join(badgeOf(execution), say(` ${planName}`, 'bold'), say(`  ${executionId}`, 'dim'));
  const elapsed = clockText(secondsBetween(startTime, endTime ?? now));
  return [
    spread(title, join(say(status, styleOfExecution(status)), say(`  ${elapsed}`)), columns),
    ...(relationOf(execution) === '' ? [] : [say(relationOf(execution), 'dim')]),
    ...(statusReason === undefined ? [] : [say(statusReason, styleOfExecution(status))]),
    spread(progressLine(execution, columns), observedLine(execution, now), columns),
  ];
}

function progressLine(
  { purpose, waves, launchedCount, failedCount, serverCount }: ExecutionView,
  columns: number,
): Line {
  const isCleanUp = purpose === 'CLEAN_UP';
  const done = isCleanUp ? waves.reduce((sum, wave) => sum + (wave.terminatedCount ?? 0), 0) : launchedCount;
  const width = Math.max(8, Math.floor(columns / 4));
  const cells = (count: number) => (serverCount === 0 ? 0 : Math.floor((count / serverCount) * width));
  const up = cells(done);
  // One failure among thousands is still seen.
  const down = Math.min(width - up, failedCount > 0 ? Math.max(1, cells(failedCount)) : 0);
  const failures = failedCount > 0 ? say(` ${failedCount} failed`, 'bad') : blank;
  return join(
    say('█'.repeat(up), 'good'),
    say('▓'.repeat(down), 'bad'),
    say('░'.repeat(width - up - down), 'dim'),
    say(` ${done}/${serverCount} ${isCleanUp ? 'terminated' : 'up'}`),
    failures,
  );
}

/** The status is decided; this is how old the last look at AWS is. */
function observedLine({ lastPolledTime, status }: ExecutionView, now: string): Line {
  if (lastPolledTime === undefined) return blank;
  if (isFinalExecution(status)) return say(`AWS last asked ${timeText(lastPolledTime)}`, 'dim');
  const age = Math.max(0, Math.round(secondsBetween(lastPolledTime, now)));
  return say(`AWS last asked ${timeText(lastPolledTime)}, ${age} s ago`, 'dim');
}

const problemsShown = 3;

function attentionLines({ execution, connectionLost, program }: ScreenModel): readonly Line[] {
  const lost =
    connectionLost === undefined ? [] : [say(`The server does not answer (${connectionLost}): trying again`, 'bad')];
  const polls = execution.pollFailures
    .slice(0, problemsShown)
    .map(({ accountId, region, consecutive, message }) =>
      say(`AWS in ${accountId}/${region}: ${countOf(consecutive, 'failed look')} in a row: ${message}`, 'attention'),
    );
  const needed = personNeeded(execution, program);
  const people = needed
    .slice(0, problemsShown)
    .flatMap(({ what, command }) => [say(`▶ ${what}`, 'attention'), say(`  ${command}`, 'bold')]);
  const more =
    needed.length > problemsShown
      ? [say(`  … ${needed.length - problemsShown} more wait for a person`, 'attention')]
      : [];
  const refusals = (execution.refusals ?? []).slice(0, problemsShown).map(({ message }) => say(`- ${message}`, 'bad'));
  return [...lost, ...polls, ...people, ...more, ...refusals];
}

const eventLines = (events: readonly EventView[], lines: number): readonly Line[] =>
  (lines === 0 ? [] : events.slice(-lines)).map(({ time, message }) =>
    join(say(`${timeText(time)} `, 'dim'), say(message)),
  );

function footLines({ execution }: ScreenModel): readonly Line[] {
  if (isFinalExecution(execution.status)) return [];
  return [say('Ctrl-C ends this screen only; the execution goes on', 'dim')];
}
