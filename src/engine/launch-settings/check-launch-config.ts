/** Everything that is wrong in a group's launch settings: by themselves, beside other groups, and in AWS. */
import { claimsOf, launchConfigErrors } from '../../domain/launch-config-rules.ts';
import { hasLaunchSettings, type LaunchDefinition, launchSites } from '../../domain/launch-config-sites.ts';
import type { FieldError } from '../../domain/model/plan-file.ts';
import { type CheckingAws, checkInAws, type LaunchConfigFindings } from './check-in-aws.ts';

/** As far as it is known to whom an address is promised. */
export type NamedDefinition = LaunchDefinition & { readonly groupName: string };

/**
 * `others` are the groups beside this one. AWS is asked only about what is right by itself. Without `aws`, nothing that
 * only AWS knows is checked, and that is said.
 */
export const checkLaunchConfig = async (
  aws: CheckingAws | undefined,
  definition: LaunchDefinition,
  others: readonly NamedDefinition[],
): Promise<LaunchConfigFindings> => {
  if (!hasLaunchSettings(definition)) return { errors: [], unchecked: [] };
  const errors = [...launchConfigErrors(definition), ...claimedElsewhere(definition, others)];
  if (errors.length > 0) return { errors, unchecked: [] };
  if (aws === undefined) {
    return { errors, unchecked: [{ path: ['launchConfig'], message: 'not checked: there is no AWS to ask here' }] };
  }
  return checkInAws(aws, definition);
};

const claimedElsewhere = (definition: LaunchDefinition, others: readonly NamedDefinition[]): readonly FieldError[] => {
  const holders = new Map(
    others
      .filter(({ accountId, region }) => accountId === definition.accountId && region === definition.region)
      .flatMap((group) =>
        launchSites(group).flatMap(({ sourceServerId, wanted }) =>
          claimsOf(wanted).map(({ claim }) => [claim, { sourceServerId, groupName: group.groupName }] as const),
        ),
      ),
  );
  return launchSites(definition).flatMap(({ sourceServerId, wanted, pathOf }) =>
    claimsOf(wanted).flatMap(({ field, claim }) => {
      const holder = holders.get(claim);
      // The same server in two groups: the same address is no conflict.
      if (holder === undefined || holder.sourceServerId === sourceServerId) return [];
      return [
        { path: pathOf(field), message: `${holder.sourceServerId} of group "${holder.groupName}" has it already` },
      ];
    }),
  );
};
