/** `get servers` without an execution: the source servers of the inventory. */
import type { SourceServerFilter } from '../../api/client.ts';
import { text, wholeNumber } from '../command.ts';
import { type ConnectionFlags, connect } from '../connection.ts';
import type { CliContext } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { reportFailure } from '../failure.ts';
import { type WhereFlags, whereFlags, whereOf } from '../inventory-flags.ts';
import { type OutputFlags, printList } from '../output.ts';
import { readAllSourceServers } from '../read-all.ts';
import { sourceServerTable } from '../render/inventory-lines.ts';

export type SearchFlags = WhereFlags & {
  readonly name?: string;
  readonly tag?: readonly [string, ...string[]];
  readonly state?: string;
  readonly lagOver?: number;
};

export const searchFlags = {
  name: {
    kind: 'parsed',
    parse: text,
    optional: true,
    brief: 'Part of the name, the host name or the id, ignoring case',
  },
  tag: {
    kind: 'parsed',
    parse: text,
    variadic: true,
    optional: true,
    brief: 'With this tag exactly, for example Tier=db; repeated: with all of them',
    placeholder: 'KEY=VALUE',
  },
  state: {
    kind: 'parsed',
    parse: text,
    optional: true,
    brief: 'In this replication state of DRS, for example STALLED',
  },
  lagOver: {
    kind: 'parsed',
    parse: wholeNumber(0, 1e9),
    optional: true,
    brief: 'That lag by more, or of which DRS does not say by how much',
    placeholder: 'SECONDS',
  },
  ...whereFlags,
} as const;

/** The names of those that are given. */
export const givenSearchFlags = (flags: SearchFlags): readonly string[] =>
  Object.entries({
    name: flags.name,
    tag: flags.tag,
    state: flags.state,
    'lag-over': flags.lagOver,
    account: flags.account,
    region: flags.region,
  })
    .filter(([, value]) => value !== undefined)
    .map(([name]) => `--${name}`);

export async function getSourceServers(
  context: CliContext,
  flags: ConnectionFlags & OutputFlags & SearchFlags,
): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const { name, tag, state, lagOver } = flags;
  const filter: SourceServerFilter = {
    ...whereOf(flags),
    ...(name !== undefined && { name }),
    ...(tag !== undefined && { tag }),
    ...(state !== undefined && { state }),
    ...(lagOver !== undefined && { lagOverSeconds: lagOver }),
  };
  const servers = await readAllSourceServers(connection.client, filter);
  if (!servers.ok) return reportFailure(context, connection, servers.failure);
  printList(context, flags, servers.value, sourceServerTable);
  return exitCodes.ok;
}
