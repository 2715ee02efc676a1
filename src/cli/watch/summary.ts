/** How an execution ended: the truth about every server, as plain lines. */

import type { ExecutionStatus } from '../../domain/model/execution.ts';
import type { ExecutionView, ServerView, WaveView } from '../../domain/model/execution-view.ts';
import { countOf } from '../../domain/names.ts';
import { secondsBetween } from '../../domain/time.ts';
import { outcomeText } from '../../domain/tolerated.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { PrintedCommand } from '../printed-command.ts';
import { automaticCleanUpLines } from '../render/automatic-clean-up.ts';
import { clockText } from '../render/duration.ts';
import { followUpLines } from '../render/follow-up.ts';
import { lateCancelLines } from '../render/late-cancel.ts';
import { blank, join, type Line, say } from '../render/line.ts';
import { nextSteps } from '../render/next-steps.ts';
import { refusalLines } from '../render/refusal-lines.ts';
import { rpoOf } from '../render/rpo.ts';
import { rtoOf } from '../render/rto.ts';
import { addressOf, inOrder, instanceOf, reasonOf } from '../render/server-lines.ts';
import { badgeOf, relationOf, styleOfExecution, styleOfWave } from '../render/status-style.ts';
import { tableLines } from '../render/table.ts';
import { wentWithoutWarning } from '../render/wave-lines.ts';

/** Servers that went well are listed up to here; failed ones are always listed all. */
const listedMax = 50;

export function summaryLines(
  execution: ExecutionView,
  servers: readonly ServerView[],
  command: PrintedCommand,
  /** What was worth knowing when it began. */
  warnings: readonly string[] = [],
): readonly Line[] {
  const { planName, status, startTime, endTime } = execution;
  const why = outcomeText(execution);
  const took = endTime === undefined ? '' : ` after ${clockText(secondsBetween(startTime, endTime))}`;
  const rto = rtoOf(execution, endTime);
  const rpo = rpoOf(execution);
  const sorted = inOrder(servers);
  const of = (outcome: ServerView['outcome']) => sorted.filter((server) => server.outcome === outcome);
  return [
    join(badgeOf(execution), say(` of plan "${planName}": `), say(status, styleOfExecution(status)), say(took)),
    ...(relationOf(execution) === '' ? [] : [say(relationOf(execution))]),
    ...(why === undefined ? [] : [say(why)]),
    ...lateCancelLines(execution).map((line) => say(line)),
    ...(rto === undefined ? [] : [say(rto.text, rto.style)]),
    ...(rpo === undefined ? [] : [say(rpo.text, rpo.style)]),
    ...whyRefused(execution),
    ...waveSummary(execution.waves),
    ...(execution.purpose === 'CLEAN_UP' ? leakSummary(of('FAILED')) : failedSummary(of('FAILED'))),
    ...leftAlone(execution, warnings),
    ...listed('launched', launchedRows(of('LAUNCHED')), execution, command),
    ...listed('terminated', launchedRows(of('TERMINATED')), execution, command),
    ...listed('not started', of('NOT_STARTED').map(plainRow), execution, command),
    ...followUpLines(execution).map((line) => say(line)),
    ...cleanUpLines(execution, command),
    ...nextLines(execution, command),
  ];
}

function cleanUpLines(execution: ExecutionView, command: PrintedCommand): readonly Line[] {
  const lines = automaticCleanUpLines(execution, command);
  return lines.length === 0 ? [] : [blank, ...lines.map((line) => say(line))];
}

/** The next useful command, as it is typed. */
function nextLines(execution: ExecutionView, command: PrintedCommand): readonly Line[] {
  const { relatedExecutionId, purpose, status } = execution;
  const again =
    purpose === 'CLEAN_UP' && status !== 'COMPLETED' && status !== 'REFUSED' && relatedExecutionId !== undefined
      ? [{ what: 'To try again what is left', command: command(`cleanup ${relatedExecutionId}`) }]
      : [];
  const steps = [...again, ...nextSteps(execution, command)];
  return steps.length === 0
    ? []
    : [blank, ...steps.flatMap((step) => [say(`${step.what}:`), say(`  ${step.command}`)])];
}

/** What a clean-up was to terminate, and what is still there. */
function leakSummary(servers: readonly ServerView[]): readonly Line[] {
  if (servers.length === 0) return [];
  const lines = servers.map((server) =>
    say(`  ${server.serverName} ${instanceOf(server)}: ${server.reason ?? 'DRS gave no reason'}`),
  );
  return [
    blank,
    say(`${countOf(servers.length, 'instance')} NOT terminated, and perhaps still running:`, 'bad'),
    ...lines,
  ];
}

/** A clean-up names at its beginning what it does not touch: adopted instances, and what is something else by now. */
function leftAlone({ purpose }: ExecutionView, warnings: readonly string[]): readonly Line[] {
  if (purpose !== 'CLEAN_UP' || warnings.length === 0) return [];
  return [blank, ...warnings.map((warning) => say(`Mind: ${warning}`, 'attention'))];
}

const whyRefused = ({ refusals }: ExecutionView): readonly Line[] =>
  refusalLines(refusals ?? []).map((line) => say(line, line.startsWith('- ') ? 'bad' : 'plain'));

function waveSummary(waves: readonly WaveView[]): readonly Line[] {
  if (waves.length === 0) return [];
  const rows = tableLines(
    ['', '', '', ''],
    waves.map((wave) => [
      `  wave ${wave.waveNumber} "${wave.waveName}"`,
      wave.status,
      `${wave.terminatedCount ?? wave.launchedCount} of ${wave.serverCount} ${wave.terminatedCount === undefined ? 'launched' : 'terminated'}${wave.failedCount > 0 ? `, ${wave.failedCount} failed` : ''}`,
      wentWithoutWarning(wave) ? '' : (wave.statusReason ?? ''),
    ]),
  ).slice(1);
  return [blank, ...rows.map((row, index) => say(row, styleOfWave(waves[index]?.status ?? 'PENDING')))];
}

/** Every failed server, in the words of DRS. */
function failedSummary(servers: readonly ServerView[]): readonly Line[] {
  if (servers.length === 0) return [];
  const lines = servers.map((server) =>
    say(`  ${server.serverName} (${server.sourceServerId}): ${reasonOf(server) || 'DRS gave no reason'}`),
  );
  return [blank, say(`${countOf(servers.length, 'server')} failed:`, 'bad'), ...lines];
}

const plainRow = (server: ServerView): readonly string[] => [
  `  ${server.serverName}`,
  server.sourceServerId,
  reasonOf(server),
];

const launchedRows = (servers: readonly ServerView[]): readonly (readonly string[])[] =>
  servers.map((server) => [`  ${server.serverName}`, instanceOf(server), addressOf(server)]);

function listed(
  what: string,
  rows: readonly (readonly string[])[],
  { executionId }: ExecutionView,
  command: PrintedCommand,
): readonly Line[] {
  if (rows.length === 0) return [];
  const lines = tableLines(['', '', ''], rows.slice(0, listedMax))
    .slice(1)
    .map((row) => say(row));
  const more = rows.length - listedMax;
  return [
    blank,
    say(`${countOf(rows.length, 'server')} ${what}:`),
    ...lines,
    ...(more > 0 ? [say(`  … and ${more} more: ${command(`get servers ${executionId}`)}`)] : []),
  ];
}

const codes: Readonly<Record<ExecutionStatus, ExitCode>> = {
  INITIATED: exitCodes.ok,
  POLLING: exitCodes.ok,
  CANCELLING: exitCodes.ok,
  PAUSED: exitCodes.waitingForPerson,
  REFUSED: exitCodes.refused,
  COMPLETED: exitCodes.ok,
  PARTIAL: exitCodes.partial,
  FAILED: exitCodes.failed,
  TIMED_OUT: exitCodes.timedOut,
  CANCELLED: exitCodes.cancelled,
};
export const exitCodeOfStatus = (status: ExecutionStatus): ExitCode => codes[status];
