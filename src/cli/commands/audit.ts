import { buildCommand } from '@stricli/core';
import { actText, askedText } from '../../domain/audit-words.ts';
import { type AuditEntry, auditResults } from '../../domain/model/audit-entry.ts';
import { act, docsOf, text, wholeNumber } from '../command.ts';
import { type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { print, reportFailure } from '../failure.ts';
import { type OutputFlags, outputFlags, printData, printList } from '../output.ts';
import { readAudit, readUpTo } from '../read-all.ts';

interface FilterFlags {
  readonly who?: string;
  readonly from?: string;
  readonly until?: string;
  readonly resource?: string;
  readonly result?: AuditEntry['result'];
}

const filterFlags = {
  who: {
    kind: 'parsed',
    parse: text,
    optional: true,
    placeholder: 'NAME',
    brief: 'Only what this person or program did',
  },
  from: { kind: 'parsed', parse: text, optional: true, placeholder: 'TIME', brief: 'From this date or time (UTC) on' },
  until: { kind: 'parsed', parse: text, optional: true, placeholder: 'TIME', brief: 'Before this date or time (UTC)' },
  resource: {
    kind: 'parsed',
    parse: text,
    optional: true,
    placeholder: 'ID',
    brief: 'Only what was about this execution, plan, group, account or token: its id or name',
  },
  result: { kind: 'enum', values: auditResults, optional: true, brief: 'Only what came out so' },
} as const;

const filterOf = ({ who, from, until, resource, result }: FilterFlags): FilterFlags => ({
  ...(who !== undefined && { who }),
  ...(from !== undefined && { from }),
  ...(until !== undefined && { until }),
  ...(resource !== undefined && { resource }),
  ...(result !== undefined && { result }),
});

type GetFlags = ConnectionFlags & OutputFlags & FilterFlags & { readonly limit: number };
type ExportFlags = ConnectionFlags & FilterFlags & { readonly output: 'json' | 'yaml' };

const resultText = ({ result, status, code }: AuditEntry): string =>
  result === 'done' ? result : [result, code ?? status].filter((part) => part !== undefined).join(' ');

/** "Start a drill", "Cancel an execution; because: wrong plan". */
const whatText = (entry: AuditEntry): string =>
  [actText(entry), askedText(entry.detail)].filter((part) => part !== '').join('; ');

async function getAudit(context: CliContext, flags: GetFlags): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const filter = filterOf(flags);
  const read = await readUpTo(flags.limit, (page) => connection.client.listAuditLog({ ...filter, ...page }));
  if (!read.ok) return reportFailure(context, connection, read.failure);
  const { items, more } = read.value;
  printList(context, flags, items, {
    head: ['TIME', 'WHO', 'FROM', 'WHAT', 'OF', 'RESULT'],
    row: (entry) => [
      entry.time,
      entry.actor ?? '-',
      entry.address ?? '-',
      whatText(entry),
      entry.resources.join(' '),
      resultText(entry),
    ],
  });
  if (more && flags.output === 'table') print(context, `… and older ones: --limit, or ./breakwater audit export`);
  return exitCodes.ok;
}

async function exportAudit(context: CliContext, flags: ExportFlags): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const read = await readAudit(connection.client, filterOf(flags));
  if (!read.ok) return reportFailure(context, connection, read.failure);
  printData(context, flags.output, read.value);
  return exitCodes.ok;
}

export const getAuditCommand = buildCommand<GetFlags, [], CommandScope>({
  func: act(getAudit),
  parameters: {
    flags: {
      ...filterFlags,
      limit: {
        kind: 'parsed',
        parse: wholeNumber(1, 10_000),
        default: '50',
        placeholder: 'N',
        brief: 'At most so many',
      },
      ...outputFlags,
      ...connectionFlags,
    },
  },
  docs: docsOf(
    'Show who did what, from where, and what came of it, newest first',
    'Every change, every action, every attempt that was refused, and what Breakwater did by itself (WHO is Breakwater). No secret is in it. Needs the role Admin, RecoveryManager or Auditor.',
    './breakwater get audit',
    './breakwater get audit --who ana --from 2026-11-01',
    './breakwater get audit --resource shop --output json',
    './breakwater get audit --result refused',
  ),
});

export const exportAuditCommand = buildCommand<ExportFlags, [], CommandScope>({
  func: act(exportAudit),
  parameters: {
    flags: {
      ...filterFlags,
      output: { kind: 'enum', values: ['json', 'yaml'], default: 'json', brief: 'How to print it' },
      ...connectionFlags,
    },
  },
  docs: docsOf(
    'Print the whole audit log, or a part of it, to be kept elsewhere',
    'Newest first. An entry is kept here for 400 days at least.',
    './breakwater audit export --from 2026-10-01 --until 2026-11-01 > october.json',
  ),
});
