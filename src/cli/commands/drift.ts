import { buildCommand } from '@stricli/core';
import type { ServerDrift } from '../../domain/model/launch-settings-view.ts';
import { act, docsOf, text } from '../command.ts';
import { type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { print, reportFailure } from '../failure.ts';
import { findGroup } from '../find-group.ts';
import { type OutputFlags, outputFlags, printList } from '../output.ts';
import { readAllDrift } from '../read-all.ts';
import { driftText, leftText } from '../render/launch-settings.ts';

type DriftFlags = ConnectionFlags & OutputFlags;

async function drift(context: CliContext, flags: DriftFlags, name: string): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const group = await findGroup(context, connection, name);
  if (!group.ok) return group.code;
  const servers = await readAllDrift(connection.client, group.value.groupId);
  if (!servers.ok) return reportFailure(context, connection, servers.failure);
  printList(context, flags, servers.value, {
    head: ['SERVER', 'ID', 'STATE', 'WANTED, AND WHAT AWS HAS'],
    row: (server) => [server.serverName, server.sourceServerId, server.state, whyOf(server)],
  });
  const open = servers.value.filter(({ state }) => state === 'DRIFTED' || state === 'UNKNOWN');
  if (flags.output === 'table' && open.some(({ state }) => state === 'DRIFTED')) {
    print(context, `To apply them: ${connection.command(`apply-settings ${group.value.groupId}`)}`);
  }
  return open.length === 0 ? exitCodes.ok : exitCodes.error;
}

const whyOf = ({ drift: fields, noLongerSet, launchesInto, message }: ServerDrift): string =>
  message ?? [...fields.map(driftText), ...noLongerSet.map(leftText), ...intoText(launchesInto)].join('; ');

const intoText = (instanceId: string | undefined): readonly string[] =>
  instanceId === undefined ? [] : [`is launched into ${instanceId}, which nobody names here: DRS replaces its volumes`];

export const driftCommand = buildCommand<DriftFlags, [string], CommandScope>({
  func: act(drift),
  parameters: {
    flags: { ...outputFlags, ...connectionFlags },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'Name of the group, or its id', parse: text, placeholder: 'GROUP' }],
    },
  },
  docs: docsOf(
    'Show where AWS differs from the launch settings of a group',
    'Asks DRS and EC2, server by server and field by field. UNKNOWN could not be asked. What was taken out of the group is told as no longer set: nothing undoes it. Code 0: every server is as it is wanted. Code 1: one is not, or is not known.',
    './breakwater drift shop-db',
    './breakwater drift shop-db --output json',
  ),
});
