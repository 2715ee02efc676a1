/** Before a start: what speaks against launching servers into existing instances, and what it does to these. */
import type { Refusal } from '../../domain/model/execution.ts';
import type { Scope } from '../../domain/model/scope.ts';
import { type StartWarning, startWarning } from '../../domain/model/start-check.ts';
import { serverLabel } from '../../domain/names.ts';
import type { AwsFailure } from '../../ports/aws-failure.ts';
import type { ComputeService } from '../../ports/compute-service.ts';
import type { SourceServer } from '../../ports/recovery-service.ts';
import { type IntoLook, lookAtExistingInstances, notStoppedText } from './existing-instances.ts';
import type { SettingsTarget } from './settings-targets.ts';

interface ExistingInstancesCheck {
  readonly refusals: readonly Refusal[];
  readonly warnings: readonly StartWarning[];
  readonly failure?: AwsFailure;
}

export const checkExistingInstances = async (
  compute: ComputeService,
  { scope, servers }: { readonly scope: Scope; readonly servers: readonly SourceServer[] },
  targets: readonly SettingsTarget[],
): Promise<ExistingInstancesCheck> => {
  const machines = new Map(servers.map((server) => [server.sourceServerId, server]));
  const looks = await lookAtExistingInstances(compute, scope, targets, machines);
  if (!looks.ok) return { refusals: [], warnings: [], failure: looks.failure };
  const found = targets.flatMap((target) => {
    const look = looks.value.get(target.sourceServerId);
    return look === undefined ? [] : [{ target, look }];
  });
  return {
    refusals: found.flatMap(({ target, look }) => refusalOf(target, look)),
    warnings: found.flatMap(({ target, look }) => warningsOf(target, look)),
  };
};

const refusalOf = (target: SettingsTarget, { instanceId, unfit }: IntoLook): readonly Refusal[] =>
  unfit.length === 0
    ? []
    : [
        {
          code: 'EXISTING_INSTANCE',
          message: `${serverLabel(target)} cannot be launched into ${instanceId}: ${unfit.join('; ')}`,
          subjects: [target.sourceServerId],
          remedy: 'Mend the instance, or the launchIntoInstanceId of the server in its group.',
        },
      ];

const warningsOf = (target: SettingsTarget, { instanceId, unfit, notStopped }: IntoLook): readonly StartWarning[] => {
  const { sourceServerId } = target;
  if (unfit.length > 0) return [];
  const label = serverLabel(target);
  const replaced = `${label} is launched into ${instanceId}: DRS replaces its volumes`;
  const running = `${label}: ${notStoppedText(instanceId, notStopped ?? '')}`;
  return [
    startWarning('VOLUMES_REPLACED', replaced, sourceServerId),
    ...(notStopped === undefined ? [] : [startWarning('INSTANCE_NOT_STOPPED', running, sourceServerId)]),
  ];
};
