import type { ServerOutcome } from '../../domain/model/execution.ts';
import type { ServerView } from '../../domain/model/execution-view.ts';
import { countsText, fold } from './fold.ts';
import { goneText } from './instance-lines.ts';
import { type Line, type Style, say } from './line.ts';
import { tableLines } from './table.ts';

const styles: Readonly<Record<ServerOutcome, Style>> = {
  UNDECIDED: 'plain',
  LAUNCHED: 'good',
  TERMINATED: 'dim',
  FAILED: 'bad',
  NOT_STARTED: 'dim',
};
const ranks: Readonly<Record<ServerOutcome, number>> = {
  FAILED: 0,
  UNDECIDED: 1,
  LAUNCHED: 2,
  TERMINATED: 2,
  NOT_STARTED: 3,
};

/** Where a server is: what was decided, else the phase that DRS was last seen in. */
export const phaseOf = (server: ServerView): string =>
  server.outcome === 'UNDECIDED' ? (server.observed?.phase ?? 'WAITING') : server.outcome;

/** The EC2 instance, as far as it is known. */
export const instanceOf = (server: ServerView): string =>
  server.observed?.instanceId ?? server.observed?.recoveryInstanceId ?? server.recoveryInstanceId ?? '';

export const addressOf = (server: ServerView): string => server.observed?.privateIp ?? server.observed?.publicIp ?? '';

/** Why it is as it is, and who decided to go without it. */
export const reasonOf = ({ reason, skipped, terminatedBy, gone }: ServerView): string =>
  [
    ...(skipped === undefined ? [] : [`skipped by ${skipped.skippedBy}: ${skipped.reason}`]),
    ...(reason === undefined ? [] : [reason]),
    ...(terminatedBy === undefined ? [] : [`terminated by ${terminatedBy}`]),
    ...(gone === undefined ? [] : [goneText(gone)]),
  ].join('; ');

/** As people look for them: by wave, then by name. */
export const inOrder = (servers: readonly ServerView[]): readonly ServerView[] =>
  servers.toSorted((a, b) => a.waveNumber - b.waveNumber || (a.serverName < b.serverName ? -1 : 1));

/** One line per server; failed ones first when there are not enough lines, the rest in counts. */
export function serverLines(servers: readonly ServerView[], lines: number): readonly Line[] {
  if (servers.length === 0 || lines < 2) return [];
  const { shown, hidden } = fold(inOrder(servers), lines - 1, (server) => ranks[server.outcome]);
  const [head = '', ...rows] = tableLines(
    ['SERVER', 'PHASE', 'INSTANCE', 'ADDRESS', ''],
    shown.map((server) => [
      server.serverName,
      phaseOf(server),
      instanceOf(server),
      addressOf(server),
      reasonOf(server),
    ]),
  );
  return [
    say(head, 'dim'),
    ...rows.map((row, index) => say(row, styles[shown[index]?.outcome ?? 'UNDECIDED'])),
    ...(hidden.length > 0 ? [say(`… ${hidden.length} more: ${countsText(hidden.map(phaseOf))}`, 'dim')] : []),
  ];
}
