/** Whether a Region of an account can be used: each thing that a run needs is asked of AWS once. */
import type { AccountCheck, RegionCheck, TargetAccount } from '../domain/model/account.ts';
import type { Scope } from '../domain/model/scope.ts';
import { neededPermissions } from '../domain/needed-permissions.ts';
import type { AwsFailure, Outcome } from '../ports/aws-failure.ts';
import type { Clock } from '../ports/clock.ts';
import type { ComputeService } from '../ports/compute-service.ts';
import type { IdentityService } from '../ports/identity-service.ts';
import type { PermissionService } from '../ports/permission-service.ts';
import type { RecoveryService } from '../ports/recovery-service.ts';
import type { StagingService } from '../ports/staging-service.ts';
import { failureWords, isRefusedRole } from './failure-text.ts';

/** What the calls of one role need. */
interface RolePorts {
  readonly recovery: Pick<RecoveryService, 'describeSourceServers' | 'describeJobs' | 'describeRecoveryInstances'>;
  readonly compute: ComputeService;
  readonly identity: IdentityService;
}

export interface CheckPorts extends RolePorts {
  readonly staging: StagingService;
  readonly permissions: Pick<PermissionService, 'simulate'>;
  readonly clock: Clock;
  /** Where those who only look take another role: it is checked beside the registered one. */
  readonly looking?: RolePorts & { readonly roleArnOf: (registered: string) => string };
}

/** Nobody has it: the right to ask is tried, and the answer is short. */
const NO_INSTANCE = 'i-00000000000000000';
const NO_SERVER = 's-00000000000000000';

export const checkRegion = async (ports: CheckPorts, account: TargetAccount, region: string): Promise<RegionCheck> => {
  const [acting, looking] = await Promise.all([
    checkActingRole(ports, account, region),
    checkLookingRole(ports, account, region),
  ]);
  const { sourceServerCount } = acting;
  return {
    ...summed(region, [...acting.checks, ...looking]),
    ...(sourceServerCount === undefined ? {} : { sourceServerCount }),
  };
};

interface RoleCheck {
  readonly checks: readonly AccountCheck[];
  readonly sourceServerCount?: number;
}

const checkActingRole = async (ports: CheckPorts, account: TargetAccount, region: string): Promise<RoleCheck> => {
  const { stagingAccountIds: stagingIds = [] } = account;
  const scope: Scope = { accountId: account.accountId, region };
  const role = await checkRole(ports, ports.clock, account, region, trustRemedy);
  const { principalArn } = role;
  if (principalArn === undefined) return { checks: [...role.checks, notAsked('permissions')] };
  const permissions = permissionsCheck(ports, scope, principalArn);
  const extensible = await Promise.all(stagingIds.map((id) => ports.staging.listExtensibleServers(scope, id)));
  const ofStaging = stagingIds.flatMap((id, index) => {
    const answer = extensible[index];
    return answer === undefined ? [] : [stagingCheck(id, answer, account.accountId, principalArn)];
  });
  return { ...role, checks: [...role.checks, await permissions, ...ofStaging] };
};

/** What only a run itself does is played through by IAM: one of the servers stands for all. */
const permissionsCheck = async (
  { permissions }: Pick<CheckPorts, 'permissions'>,
  scope: Scope,
  principalArn: string,
): Promise<AccountCheck> => {
  const check = 'permissions';
  const needs = neededPermissions({
    ...scope,
    sourceServerId: NO_SERVER,
    appliesSettings: true,
    launchesIntoInstances: false,
    actions: [],
  });
  const replies = await Promise.all(needs.map((question) => permissions.simulate(scope, principalArn, question)));
  const denied = replies.flatMap((reply) => (reply.ok ? reply.value.filter(({ isAllowed }) => !isAllowed) : []));
  if (denied.length > 0) {
    const names = [...new Set(denied.map(({ action }) => action))];
    const told = denied.map(({ action, decision }) => `${action} (${decision})`);
    return {
      check,
      result: 'FAILED',
      message: `IAM says that ${principalArn} may not ${[...new Set(told)].join(', ')}`,
      remedy: `The permissions of ${principalArn} need: "Action": ${JSON.stringify(names)}, as the template BreakwaterTarget has them`,
    };
  }
  const failure = replies.flatMap((reply) => (reply.ok ? [] : [reply.failure]))[0];
  if (failure === undefined) return { check, result: 'OK' };
  return {
    check,
    result: 'UNKNOWN',
    message: `${failureWords(failure)}: so whether a run has the permissions that it needs is not known`,
    ...(failure.kind === 'denied'
      ? {
          remedy: `The permissions of ${principalArn} need: "Action": "${failure.operation}", "Resource": "${principalArn}"; or see ./breakwater check PLAN, and prove it by a drill`,
        }
      : {}),
  };
};

const checkLookingRole = async (
  { looking, clock }: CheckPorts,
  account: TargetAccount,
  region: string,
): Promise<readonly AccountCheck[]> => {
  if (looking === undefined || account.roleArn === undefined) return [];
  const roleArn = looking.roleArnOf(account.roleArn);
  const { checks } = await checkRole(looking, clock, { ...account, roleArn }, region, lookingTrustRemedy);
  return checks.map((each) => ({ ...each, roleArn }));
};

const checkRole = async (
  { recovery, compute, identity }: RolePorts,
  clock: Clock,
  account: TargetAccount,
  region: string,
  remedyOf: typeof trustRemedy,
): Promise<RoleCheck & { /** Whose permissions count. */ readonly principalArn?: string }> => {
  const scope: Scope = { accountId: account.accountId, region };
  const reached = await identity.callerIdentity(scope);
  if (!reached.ok) {
    const remedy = await remedyOf(identity, account, region, reached.failure);
    const others = (
      [
        'drsInitialised',
        'describeSourceServers',
        'describeJobs',
        'describeRecoveryInstances',
        'describeInstances',
      ] as const
    ).map(notAsked);
    return { checks: [failed('assumeRole', reached.failure, remedy), ...others] };
  }
  const principalArn = account.roleArn ?? roleOfSession(reached.value.principalArn);
  const [servers, jobs, recovered, instances] = await Promise.all([
    recovery.describeSourceServers(scope),
    recovery.describeJobs(scope, { since: clock.now() }),
    recovery.describeRecoveryInstances(scope, [NO_SERVER]),
    compute.describeInstances(scope, [NO_INSTANCE]),
  ]);
  const checks: readonly AccountCheck[] = [
    { check: 'assumeRole', result: 'OK', message: reached.value.principalArn },
    initialisedCheck([servers, jobs], region),
    checkOf('describeSourceServers', servers, principalArn),
    checkOf('describeJobs', jobs, principalArn),
    checkOf('describeRecoveryInstances', recovered, principalArn),
    checkOf('describeInstances', instances, principalArn),
  ];
  return { principalArn, checks, ...(servers.ok ? { sourceServerCount: servers.value.length } : {}) };
};

const notAsked = (check: AccountCheck['check']): AccountCheck => ({
  check,
  result: 'UNKNOWN',
  message: 'not asked: the account is not reached',
});

/** What failed is known, whatever else is not. */
const summed = (region: string, checks: readonly AccountCheck[]): RegionCheck => {
  const results = checks.map(({ result }) => result);
  const result = results.includes('FAILED') ? 'FAILED' : results.includes('UNKNOWN') ? 'UNKNOWN' : 'OK';
  return { region, result, checks: [...checks] };
};

const initialisedCheck = (answers: readonly Outcome<unknown>[], region: string): AccountCheck => {
  for (const answer of answers) {
    if (answer.ok) return { check: 'drsInitialised', result: 'OK' };
    if (isUninitialised(answer.failure)) {
      return failed(
        'drsInitialised',
        answer.failure,
        `Initialise DRS there: aws drs initialize-service --region ${region}`,
      );
    }
  }
  const [why] = answers.flatMap((answer) => (answer.ok ? [] : [failureWords(answer.failure)]));
  return { check: 'drsInitialised', result: 'UNKNOWN', message: `DRS did not say: ${why}` };
};

const checkOf = (check: AccountCheck['check'], answer: Outcome<unknown>, principalArn: string): AccountCheck => {
  if (answer.ok) return { check, result: 'OK' };
  const { failure } = answer;
  if (isUninitialised(failure)) return { check, result: 'UNKNOWN', message: 'not decided before DRS is initialised' };
  const remedy = `The permissions of ${principalArn} need: "Action": "${failure.operation}", "Resource": "*"`;
  if (failure.kind !== 'credentials')
    return failed(check, failure, failure.kind === 'denied' && !failure.isOwn ? remedy : undefined);
  // As AWS answers in a Region that the account has not opted in to, and when a session has just ended.
  return { ...failed(check, failure, undefined), remedy: notEnabled };
};

const notEnabled =
  'If it stays so: is this Region enabled in the account? AWS answers so in one that is not opted in to';

/** A staging account lets the target in by a list of its own, beside the rights of the role. */
const stagingCheck = (
  stagingAccountId: string,
  answer: Outcome<readonly unknown[]>,
  accountId: string,
  principalArn: string,
): AccountCheck => {
  const check = 'listExtensibleSourceServers';
  if (answer.ok) {
    return { check, result: 'OK', message: `staging account ${stagingAccountId}: ${answer.value.length} to extend` };
  }
  const found = checkOf(check, answer, principalArn);
  const trust = `in DRS of ${stagingAccountId}, account ${accountId} must be a trusted account`;
  const { remedy } = found;
  return { ...found, ...(remedy === undefined ? {} : { remedy: `${remedy}; and ${trust}` }) };
};

/** What may pass by itself says nothing about the account. */
const failed = (check: AccountCheck['check'], failure: AwsFailure, remedy: string | undefined): AccountCheck => ({
  check,
  result: failure.retryable ? 'UNKNOWN' : 'FAILED',
  message: failureWords(failure),
  ...(remedy === undefined || failure.retryable ? {} : { remedy }),
});

export const isUninitialised = ({ code }: Pick<AwsFailure, 'code'>): boolean =>
  code === 'UninitializedAccountException';

/** AWS tells a stranger nothing: role, trust and external id are refused alike. So all that must be there is said. */
const trustRemedy = async (
  identity: IdentityService,
  account: TargetAccount,
  region: string,
  failure: AwsFailure,
): Promise<string | undefined> => {
  if (!isRefusedRole(failure)) return undefined;
  const own = await identity.ownIdentity(region);
  const principal = own.ok ? roleOfSession(own.value.principalArn) : 'the role that Breakwater runs as';
  return `${trustNeeded(account, principal)}; and ${principal} needs: "Action": "sts:AssumeRole", "Resource": "${account.roleArn}"`;
};

/** Several functions take it, each by a role of its own: the template trusts their account. */
const lookingTrustRemedy: typeof trustRemedy = async (identity, account, region, failure) => {
  if (!isRefusedRole(failure)) return undefined;
  const own = await identity.ownIdentity(region);
  const principal = own.ok
    ? roleOfSession(own.value.principalArn).replace(/:(role|user)\/.*$/, ':root')
    : 'the account that Breakwater runs in';
  return `${trustNeeded(account, principal)}: deploy the template BreakwaterTarget there, which makes it`;
};

const trustNeeded = ({ roleArn, externalId }: TargetAccount, principal: string): string => {
  const condition =
    externalId === undefined
      ? '"Action": "sts:AssumeRole", and no condition on sts:ExternalId: the entry of the account has no externalId'
      : `"Action": "sts:AssumeRole", "Condition": {"StringEquals": {"sts:ExternalId": "${externalId}"}}`;
  return `The trust policy of ${roleArn} needs: "Principal": {"AWS": "${principal}"}, ${condition}`;
};

/** A policy names the role, not one session of it. */
export const roleOfSession = (arn: string): string =>
  arn.replace(/^arn:([\w-]+):sts::(\d{12}):assumed-role\/([^/]+)\/.*$/, 'arn:$1:iam::$2:role/$3');
