/** The live screen, as a function of what is known: no terminal, no clock, no state. */
import type { EventView } from '../../api/contract.ts';
import type { ExecutionView, ServerView } from '../../domain/model/execution-view.ts';
import { isFinalExecution } from '../../domain/statuses.ts';
import { secondsBetween } from '../../domain/time.ts';
import type { PrintedCommand } from '../printed-command.ts';
import { clockText, timeText } from '../render/duration.ts';
import { lastAnswerText } from '../render/last-answer.ts';
import { blank, fitLine, join, type Line, lengthOf, type Style, say, spread } from '../render/line.ts';
import { otherChoices, personNeeded } from '../render/person-needed.ts';
import { pollFailureText } from '../render/poll-failure.ts';
import { rtoOf } from '../render/rto.ts';
import { serverLines } from '../render/server-lines.ts';
import { badgeOf, relationOf, styleOfExecution } from '../render/status-style.ts';
import { waveLines } from '../render/wave-lines.ts';
import { wrapCommand, wrapText } from '../render/wrap.ts';

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
  readonly command: PrintedCommand;
}

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/** At most one line less than the screen has, each at most as long as it is wide. */
export function renderScreen(model: ScreenModel, { columns, rows }: ScreenSize): readonly Line[] {
  const top = [...headerLines(model, columns), ...attentionLines(model, columns)];
  const foot = footLines(model);
  const events = model.events.map((event) => eventLines(event, columns));
  const shares = shareRows(rows - 1 - top.length - foot.length, model, events.flat().length);
  const servers = serverLines(model.servers, shares.servers);
  return [
    ...top,
    ...section(waveLines(model.execution.waves, shares.waves)),
    ...section(servers),
    ...section(newest(events, shares.events)),
    ...foot,
  ]
    .slice(0, rows - 1)
    .map((line) => fitLine(line, columns));
}

/** A section stands apart from what is above it. */
const section = (lines: readonly Line[]): readonly Line[] => (lines.length === 0 ? [] : [blank, ...lines]);

/** Waves first, a few servers and events always; what is left goes to servers, then to events. A section costs a blank line. */
function shareRows(free: number, { execution, servers }: ScreenModel, eventRows: number) {
  const wanted = {
    waves: execution.waves.length + 1,
    servers: servers.length === 0 ? 0 : servers.length + 1,
    events: eventRows,
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
  const rto = rtoOf(execution, now);
  const elapsed = clockText(secondsBetween(startTime, endTime ?? now));
  return [
    spread(title, join(say(status, styleOfExecution(status)), say(`  ${elapsed}`)), columns),
    ...(relationOf(execution) === '' ? [] : [say(relationOf(execution), 'dim')]),
    ...(statusReason === undefined ? [] : wrapped(statusReason, styleOfExecution(status), columns)),
    ...(rto === undefined ? [] : [say(rto.text, rto.style)]),
    ...sideBySide(
      progressLine(execution, columns),
      say(lastAnswerText(execution, now, timeText) ?? '', 'dim'),
      columns,
    ),
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

/** Beside each other, or below each other where there is not room for both. */
const sideBySide = (left: Line, right: Line, columns: number): readonly Line[] =>
  lengthOf(left) + lengthOf(right) + 2 <= columns || right.length === 0
    ? [spread(left, right, columns)]
    : [left, right];

const problemsShown = 3;
/** Of one message: AWS's own may be longer than the screen. */
const messageRows = 6;

function wrapped(text: string, style: Style, columns: number): readonly Line[] {
  const rows = wrapText(text, columns);
  const [last = '', ...beyond] = rows.slice(messageRows - 1);
  const shown = rows.slice(0, messageRows - 1);
  // Made longer than the row, so that it is seen to be cut.
  return [...shown, ...(last === '' ? [] : [beyond.length === 0 ? last : `${last} ${beyond[0]}`])].map((row) =>
    say(row, style),
  );
}

function attentionLines({ execution, connectionLost, command }: ScreenModel, columns: number): readonly Line[] {
  const lost =
    connectionLost === undefined
      ? []
      : wrapped(`The server does not answer (${connectionLost}): trying again`, 'bad', columns);
  const polls = execution.pollFailures
    .slice(0, problemsShown)
    .flatMap((failure) => wrapped(pollFailureText(failure), 'attention', columns));
  const needed = personNeeded(execution, command);
  const people = needed
    .slice(0, problemsShown)
    .flatMap((need) => [
      ...wrapped(`▶ ${need.what}`, 'attention', columns),
      ...wrapCommand(need.command, columns).map((row) => say(row, 'bold')),
    ]);
  const more =
    needed.length > problemsShown
      ? [say(`  … ${needed.length - problemsShown} more wait for a person`, 'attention')]
      : [];
  // Their commands say what they do; the words for them are in `describe execution`.
  const others = (needed.length === 0 ? [] : otherChoices(execution, command))
    .slice(0, problemsShown)
    .flatMap((choice) => wrapCommand(choice.command, columns).map((row) => say(row, 'dim')));
  const refusals = (execution.refusals ?? [])
    .slice(0, problemsShown)
    .flatMap(({ message }) => wrapped(`- ${message}`, 'bad', columns));
  return [...lost, ...polls, ...people, ...more, ...others, ...refusals];
}

const timeWidth = '03:00:00Z '.length;

const eventLines = ({ time, message }: EventView, columns: number): readonly Line[] =>
  wrapped(message, 'plain', Math.max(1, columns - timeWidth)).map((row, index) =>
    join(say(index === 0 ? `${timeText(time)} ` : ' '.repeat(timeWidth), 'dim'), row),
  );

/** As many of the newest as there is room for, each of them whole; of the newest as much as there is room for. */
function newest(events: readonly (readonly Line[])[], lines: number): readonly Line[] {
  const shown: (readonly Line[])[] = [];
  let left = lines;
  for (const event of events.toReversed()) {
    if (event.length > left && shown.length > 0) break;
    shown.unshift(event.slice(0, left));
    left -= event.length;
    if (left <= 0) break;
  }
  return lines === 0 ? [] : shown.flat();
}

function footLines({ execution }: ScreenModel): readonly Line[] {
  if (isFinalExecution(execution.status)) return [];
  return [say('Ctrl-C ends this screen only; the execution goes on', 'dim')];
}
