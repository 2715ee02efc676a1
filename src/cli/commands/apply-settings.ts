import { buildCommand } from '@stricli/core';
import { hasLaunchSettings } from '../../domain/launch-config-sites.ts';
import type { SettingsJob } from '../../domain/model/launch-settings-view.ts';
import { countOf } from '../../domain/names.ts';
import { act, docsOf, text } from '../command.ts';
import { type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { print, printError, readable, reportFailure } from '../failure.ts';
import { findGroup } from '../find-group.ts';
import { type OutputFlags, outputFlags, printData, printList, printResult } from '../output.ts';
import { countsText } from '../render/launch-settings.ts';

type ApplyFlags = ConnectionFlags & OutputFlags;

/** Between two requests: of those that AWS throttles, each waits longer by itself. */
const PAUSE_SECONDS = 1;

async function applySettings(context: CliContext, flags: ApplyFlags, name: string): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const group = await findGroup(context, connection, name);
  if (!group.ok) return group.code;
  if (!hasLaunchSettings(group.value)) {
    const none = `"${group.value.groupName}" has no launch settings (launchConfig): nothing is applied`;
    printResult(context, flags, [], [none]);
    return exitCodes.ok;
  }
  for (let { version } = group.value; ; ) {
    const answer = await connection.client.applyLaunchSettings(group.value.groupId);
    if (!answer.ok) return reportFailure(context, connection, answer.failure);
    const { endTime, groupVersion, counts } = answer.value;
    if (groupVersion > version) {
      printError(context, `The group was changed meanwhile: version ${groupVersion} is applied, not ${version}.`);
      version = groupVersion;
    }
    if (endTime !== undefined) return report(context, flags, answer.value, version);
    printError(context, countsText(counts));
    await context.sleep(PAUSE_SECONDS);
  }
}

/** `version`: of the group whose settings are to be applied. */
const report = (context: CliContext, flags: ApplyFlags, job: SettingsJob, version: number): ExitCode => {
  if (flags.output !== 'table') printData(context, flags.output, job);
  else {
    printList(context, flags, job.servers, {
      head: ['SERVER', 'ID', 'RESULT', 'CHANGED', ''],
      row: ({ serverName, sourceServerId, result, changed, message = '' }) => [
        serverName,
        sourceServerId,
        result,
        changed.join(', '),
        message,
      ],
    });
    print(context, `Launch settings of "${job.groupName}" (version ${job.groupVersion}): ${countsText(job.counts)}`);
    if (job.replaced !== undefined) {
      const { groupVersion, startedBy } = job.replaced;
      print(
        context,
        `It took the place of that of version ${groupVersion}, begun by ${readable(startedBy)}, which was not over.`,
      );
    }
  }
  const isEarlier = job.groupVersion < version;
  if (isEarlier) {
    printError(
      context,
      `Version ${version} is not applied, only ${job.groupVersion}, an earlier one. Run the same again.`,
    );
  }
  if (job.counts.failed > 0) {
    printError(context, `${countOf(job.counts.failed, 'server')} failed. Mend what AWS says, and run the same again.`);
  }
  return isEarlier || job.counts.failed > 0 ? exitCodes.error : exitCodes.ok;
};

export const applySettingsCommand = buildCommand<ApplyFlags, [string], CommandScope>({
  func: act(applySettings),
  parameters: {
    flags: { ...outputFlags, ...connectionFlags },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'Name of the group, or its id', parse: text, placeholder: 'GROUP' }],
    },
  },
  docs: docsOf(
    'Apply the launch settings of a group in AWS, where they differ',
    'The DRS launch configuration first, then the EC2 launch template. May be repeated and interrupted: it goes on where it stands. Code 1: a server failed, with the words of AWS, or only an earlier version of the group is applied.',
    './breakwater apply-settings shop-db',
  ),
});
