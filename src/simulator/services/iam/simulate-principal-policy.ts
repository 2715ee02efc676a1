import { findFault } from '../../faults/faults.ts';
import { AwsError } from '../../wire/aws-error.ts';
import type { Call } from '../../wire/service.ts';
import type { XmlObject } from '../../wire/xml.ts';
import type { QueryOperation } from '../query-service.ts';

/**
 * What the policies of a role or user would decide: everything is allowed but what an `access-denied` rule denies, which
 * answers explicitDeny here without being used up. Context entries are taken, and change nothing.
 */
export const simulatePrincipalPolicy: QueryOperation = {
  name: 'SimulatePrincipalPolicy',
  run(call, input) {
    const principal = input.text('PolicySourceArn');
    if (principal === undefined) throw missing('policySourceArn');
    requirePrincipal(call, principal);
    const actions = input.list('ActionNames.member');
    if (actions.length === 0) throw missing('actionNames');
    const named = input.list('ResourceArns.member');
    const resources = named.length === 0 ? ['*'] : named;
    return {
      IsTruncated: false,
      EvaluationResults: {
        member: actions.flatMap((action) => resources.map((resource) => evaluate(call, action, resource))),
      },
    };
  },
};

const missing = (name: string): AwsError =>
  new AwsError('InvalidInput', 400, `Value null at '${name}' failed to satisfy constraint: Member must not be null`);

function requirePrincipal({ world, caller }: Call, arn: string): void {
  const [, accountId, kind, path] = /^arn:aws:iam::([0-9]{12}):(role|user)\/(.+)$/.exec(arn) ?? [];
  const name = path?.split('/').at(-1);
  if (accountId !== caller.accountId || name === undefined) {
    throw new AwsError('InvalidInput', 400, `Invalid Entity Arn: ${arn} does not clearly define entity type and name.`);
  }
  const isKnown =
    kind === 'user' || world.estate.roles.some((role) => role.accountId === accountId && role.roleName === name);
  if (!isKnown) throw new AwsError('NoSuchEntity', 404, `Role ${name} does not exist.`);
}

function evaluate({ world, caller, region, now }: Call, action: string, resource: string): XmlObject {
  const [service = '', operation = ''] = action.split(':');
  const [, , , resourceRegion] = resource.split(':');
  const denied = findFault(world, 'access-denied', now, {
    service,
    operation,
    accountId: caller.accountId,
    region: resourceRegion === undefined || resourceRegion === '' ? region : resourceRegion,
    concerns: (sourceServerId) => resource.includes(sourceServerId),
  });
  return {
    EvalActionName: action,
    EvalResourceName: resource,
    EvalDecision: denied === undefined ? 'allowed' : 'explicitDeny',
    MatchedStatements: {},
    MissingContextValues: {},
  };
}
