import { buildCommand } from '@stricli/core';
import { act, docsOf } from '../command.ts';
import { type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { print } from '../failure.ts';
import { type OutputFlags, outputFlags, printData } from '../output.ts';

type VersionFlags = ConnectionFlags & OutputFlags;

/** A server that does not answer is no failure here: the version of this program is known all the same. */
async function version(context: CliContext, flags: VersionFlags): Promise<ExitCode> {
  const { client, server } = await connect(context, flags);
  const health = await client.health();
  const serverVersion = health.ok ? health.value.version : undefined;
  if (flags.output !== 'table') {
    printData(context, flags.output, { version: context.version, server, ...(serverVersion && { serverVersion }) });
    return exitCodes.ok;
  }
  print(context, `This program: ${context.version}`);
  print(context, `The server at ${server}: ${serverVersion ?? 'does not answer'}`);
  return exitCodes.ok;
}

export const versionCommand = buildCommand<VersionFlags, [], CommandScope>({
  func: act(version),
  parameters: { flags: { ...outputFlags, ...connectionFlags } },
  docs: docsOf('Print the version of this program and of the server', 'Needs no token.', './breakwater version'),
});
