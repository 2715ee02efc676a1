import { buildCommand } from '@stricli/core';
import { countOf, waveLabel } from '../../domain/names.ts';
import { docsOf, text } from '../command.ts';
import { type Connection, type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { actOnExecution, executionArgument } from '../execution-argument.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { printError, reportFailure } from '../failure.ts';
import type { Found } from '../find-plan.ts';
import { findWave } from '../find-wave.ts';
import { type OutputFlags, outputFlags, printResult } from '../output.ts';
import { readAllServers } from '../read-all.ts';
import { reportActionFailure } from '../report-action-failure.ts';

type SkipFlags = ConnectionFlags &
  OutputFlags & {
    readonly wave: string;
    readonly servers?: readonly string[];
    readonly reason: string;
  };

async function skip(context: CliContext, flags: SkipFlags, executionId: string): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const read = await connection.client.getExecution(executionId);
  if (!read.ok) return reportFailure(context, connection, read.failure);
  const wave = findWave(context, read.value, flags.wave);
  if (!wave.ok) return wave.code;
  const { waveNumber } = wave.value;
  const servers = await findServers(context, connection, executionId, waveNumber, flags.servers);
  if (!servers.ok) return servers.code;
  const sourceServerIds = servers.value;
  const result = await connection.client.skip(executionId, {
    waveNumber,
    reason: flags.reason,
    ...(sourceServerIds !== undefined && { sourceServerIds: [...sourceServerIds] }),
  });
  if (!result.ok) return reportActionFailure(context, connection, executionId, result.failure);
  const what =
    sourceServerIds === undefined
      ? `Skipped ${waveLabel(wave.value)}: the plan goes on without what is not up of it.`
      : `Skipped ${countOf(sourceServerIds.length, 'server')} of ${waveLabel(wave.value)}.`;
  printResult(context, flags, result.value, [what, `Watch it: ${connection.command(`watch ${executionId}`)}`]);
  return exitCodes.ok;
}

/** By id or by name, within the wave; every one that is unknown is named. */
async function findServers(
  context: CliContext,
  connection: Connection,
  executionId: string,
  waveNumber: number,
  wanted: readonly string[] | undefined,
): Promise<Found<readonly string[] | undefined>> {
  if (wanted === undefined) return { ok: true, value: undefined };
  const read = await readAllServers(connection.client, executionId, { waveNumber });
  if (!read.ok) return { ok: false, code: reportFailure(context, connection, read.failure) };
  const found = wanted.map((name) => ({
    name,
    ids: read.value
      .filter(({ sourceServerId, serverName }) => sourceServerId === name || serverName === name)
      .map(({ sourceServerId }) => sourceServerId),
  }));
  const wrong = found.filter(({ ids }) => ids.length !== 1);
  for (const { name, ids } of wrong) {
    const reason =
      ids.length === 0 ? 'No such server in the wave' : `${ids.length} servers of the wave have this name, use ids`;
    printError(context, `${reason}: ${name}`);
  }
  if (wrong.length > 0) return { ok: false, code: exitCodes.notFound };
  return { ok: true, value: [...new Set(found.flatMap(({ ids }) => ids))] };
}

export const skipCommand = buildCommand<SkipFlags, [string], CommandScope>({
  func: actOnExecution(skip),
  parameters: {
    flags: {
      wave: { kind: 'parsed', parse: text, placeholder: 'WAVE', brief: 'Number (from 0) or name of the wave' },
      servers: {
        kind: 'parsed',
        parse: text,
        optional: true,
        variadic: ',',
        placeholder: 'SERVERS',
        brief: 'Failed servers to go without, by id or name, with commas; the whole wave when absent',
      },
      reason: { kind: 'parsed', parse: text, placeholder: 'TEXT', brief: 'Why: it is kept in the history' },
      ...outputFlags,
      ...connectionFlags,
    },
    positional: executionArgument,
  },
  docs: docsOf(
    'Go on without failed servers, or without a wave',
    'A wave that has not started is skipped whole. Of a wave that failed and waits for a decision, the named servers or all that are not up. The end says PARTIAL all the same.',
    './breakwater skip exec-01k9 --wave web --reason "drilled next week"',
    './breakwater skip exec-01k9 --wave 0 --servers shop-db-03 --reason "decommissioned"',
  ),
});
