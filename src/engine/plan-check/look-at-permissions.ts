/** What the role of an account may not do, of what a run of the plan would need there. Nothing of it is done. */
import type { RecoveryPlan } from '../../domain/model/recovery-plan.ts';
import { type Scope, scopeKey } from '../../domain/model/scope.ts';
import { type StartWarning, startWarning } from '../../domain/model/start-check.ts';
import type { WaveAction } from '../../domain/model/wave-action.ts';
import { countOf } from '../../domain/names.ts';
import { type NeededPermission, neededPermissions } from '../../domain/needed-permissions.ts';
import type { AwsFailure, Outcome } from '../../ports/aws-failure.ts';
import type { ItemReader } from '../../ports/item-store.ts';
import type { PermissionAnswer } from '../../ports/permission-service.ts';
import { readAccount } from '../account-items.ts';
import { roleOfSession } from '../check-account.ts';
import { failureWords } from '../failure-text.ts';
import type { SettingsTarget } from '../launch-settings/settings-targets.ts';
import type { PlanResolution } from '../resolve-plan.ts';
import { allFindings, type Findings, failedLook } from './findings.ts';
import type { PlanLooks } from './plan-looks.ts';

type LookPorts = Pick<PlanLooks, 'permissions' | 'identity' | 'launchSettings'> & { readonly store: ItemReader };

/** Something that the role of an account may not do there. */
export interface Denial {
  /** As `scopeKey` says it. */
  readonly place: string;
  /** `drs:StartRecovery`. */
  readonly permission: string;
  readonly message: string;
  /** Absent: the launch needs it. */
  readonly waveAction?: WaveAction;
}

export interface PermissionFindings extends Findings {
  readonly denials: readonly Denial[];
}

/** `targets`: the servers whose launch settings are applied, by account and Region. */
export const lookAtPermissions = async (
  ports: LookPorts,
  plan: RecoveryPlan,
  { launched, chunks }: PlanResolution,
  targets: ReadonlyMap<string, readonly SettingsTarget[]>,
): Promise<PermissionFindings> => {
  const actions = placedActions(plan, chunks);
  const scopes = new Map(
    [...launched.map(({ scope }) => scope), ...actions.map(({ scope }) => scope)].map((scope) => [
      scopeKey(scope),
      scope,
    ]),
  );
  const looks = [...scopes].map(([place, scope]) => {
    const first = launched.find((one) => scopeKey(one.scope) === place)?.servers[0];
    const ofLaunch = neededPermissions({
      ...scope,
      ...(first === undefined ? {} : { sourceServerId: first.sourceServerId }),
      appliesSettings: (targets.get(place) ?? []).length > 0,
      launchesIntoInstances: (targets.get(place) ?? []).some(({ wanted }) => wanted.launchIntoInstanceId !== undefined),
      actions: [],
    });
    const ofActions = actions
      .filter((one) => scopeKey(one.scope) === place)
      .flatMap(({ action: waveAction }) =>
        neededPermissions({
          ...scope,
          appliesSettings: false,
          launchesIntoInstances: false,
          actions: [waveAction],
        }).map((question) => ({ question, waveAction })),
      );
    const needs = [...ofLaunch.map((question) => ({ question })), ...ofActions];
    return lookAtScope(ports, scope, needs, targets.get(place)?.[0]);
  });
  const found = await Promise.all(looks);
  const unasked = launched.flatMap(({ scope }) => profilesNotAsked(scope, targets.get(scopeKey(scope)) ?? []));
  return {
    ...allFindings([...found, { warnings: unasked, unknown: [] }]),
    denials: found.flatMap(({ denials }) => denials),
  };
};

/**
 * DRS passes the role of a profile on with its caller's rights: its service-linked role may do so with DRS's own roles
 * alone. A profile does not tell its role, which is what a simulation would have to be asked about.
 */
const profilesNotAsked = (scope: Scope, targets: readonly SettingsTarget[]): readonly StartWarning[] => {
  const byProfile = Map.groupBy(targets, ({ wanted }) => wanted.instanceProfileName);
  return [...byProfile].flatMap(([name, servers]) => {
    if (name === undefined || name.startsWith('AWSElasticDisasterRecovery')) return [];
    const message = `${countOf(servers.length, 'server')} in ${scopeKey(scope)}: whether the role that is used there may pass on the role of instance profile ${name} was not asked`;
    return [startWarning('PROFILE_NOT_ASKED', message)];
  });
};

interface Need {
  readonly question: NeededPermission;
  readonly waveAction?: WaveAction;
}

interface PlacedAction {
  readonly scope: Scope;
  readonly action: WaveAction;
}

/** Where an action runs: where it says, or where its wave's servers are. One after a clean-up says it. */
const placedActions = (plan: RecoveryPlan, chunks: PlanResolution['chunks']): readonly PlacedAction[] => [
  ...plan.waves.flatMap(({ waveNumber, actions }) =>
    [...(actions?.before ?? []), ...(actions?.after ?? [])].flatMap((action): readonly PlacedAction[] => {
      const said = placeSaid(action);
      if (said !== undefined) return [{ scope: said, action }];
      const own = chunks.filter((chunk) => chunk.waveNumber === waveNumber);
      const places = new Map(
        own.map(({ accountId, region }) => [scopeKey({ accountId, region }), { accountId, region }]),
      );
      return [...places.values()].map((scope) => ({ scope, action }));
    }),
  ),
  ...(plan.afterCleanUp ?? []).flatMap((action): readonly PlacedAction[] => {
    const said = placeSaid(action);
    return said === undefined ? [] : [{ scope: said, action }];
  }),
];

const placeSaid = (action: WaveAction): Scope | undefined =>
  'accountId' in action && action.accountId !== undefined && action.region !== undefined
    ? { accountId: action.accountId, region: action.region }
    : undefined;

const lookAtScope = async (
  ports: LookPorts,
  scope: Scope,
  needs: readonly Need[],
  target: SettingsTarget | undefined,
): Promise<PermissionFindings> => {
  if (needs.length === 0) return { warnings: [], unknown: [], denials: [] };
  const place = scopeKey(scope);
  const principal = await principalOf(ports, scope);
  if (!principal.ok) return { ...unknownIn(place, principal.failure), denials: [] };
  const replies = await Promise.all([
    ...needs.map(async ({ question, waveAction }) => ({
      reply: await ports.permissions.simulate(scope, principal.value, question),
      waveAction,
    })),
    ...(target === undefined ? [] : [dryRun(ports, scope, target).then((reply) => ({ reply, waveAction: undefined }))]),
  ]);
  const failed = replies.flatMap(({ reply }) => (reply.ok ? [] : [reply.failure]));
  const denials = replies.flatMap(({ reply, waveAction }) =>
    (reply.ok ? reply.value : [])
      .filter(({ isAllowed }) => !isAllowed)
      .map(
        ({ action: permission, decision }): Denial => ({
          place,
          permission,
          message: `${principal.value} may not ${permission} in ${place} (${decision})`,
          ...(waveAction === undefined ? {} : { waveAction }),
        }),
      ),
  );
  const denied = new Map(denials.map((denial) => [denial.permission, denial]));
  // The same refusal of all questions is one reason.
  const failures = new Map(failed.map((failure) => [failureWords(failure), failure]));
  return {
    warnings: [...denied.values()].map(({ message }) => startWarning('PERMISSION_MISSING', message)),
    denials,
    unknown: [...failures.values()].flatMap((failure) => unknownIn(place, failure).unknown),
  };
};

const unknownIn = (place: string, failure: AwsFailure): Findings => ({
  warnings: [],
  unknown: [failedLook(failure, `so whether a run has the permissions that it needs in ${place} is not known`)],
});

/** The registered role; else whoever AWS takes us for there. */
const principalOf = async ({ store, identity }: LookPorts, scope: Scope): Promise<Outcome<string>> => {
  const roleArn = (await readAccount(store, scope.accountId))?.roleArn;
  if (roleArn !== undefined) return { ok: true, value: roleArn };
  const caller = await identity.callerIdentity(scope);
  return caller.ok ? { ok: true, value: roleOfSession(caller.value.principalArn) } : caller;
};

const dryRun = async (
  { launchSettings, permissions }: LookPorts,
  scope: Scope,
  { sourceServerId }: SettingsTarget,
): Promise<Outcome<readonly PermissionAnswer[]>> => {
  const current = await launchSettings.readLaunchSettings(scope, sourceServerId);
  return current.ok ? permissions.dryRunTemplateChange(scope, current.value.launchTemplateId) : current;
};
