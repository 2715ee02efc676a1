import { z } from 'zod';
import type { Scope } from '../../domain/model/scope.ts';
import type { Outcome } from '../../ports/aws-failure.ts';
import type { PermissionAnswer, PermissionQuestion } from '../../ports/permission-service.ts';
import type { AccountCall } from './account-call.ts';
import type { ClientSettings } from './client-settings.ts';
import type { Operation } from './errors.ts';
import { createServiceRequest } from './service-request.ts';

/** AWS IAM, of which one question is asked. The SDK knows its one address in each partition. */
export interface IamService {
  simulate(
    scope: Scope,
    principalArn: string,
    question: PermissionQuestion,
  ): Promise<Outcome<readonly PermissionAnswer[]>>;
}

export const createIamService = (options: {
  readonly call: AccountCall;
  readonly settings: (region: string) => ClientSettings;
}): IamService => {
  const request = createServiceRequest({
    call: options.call,
    loadSdk: () => import('./sdk-iam.ts'),
    makeClient: (sdk, region, { credentials }) => new sdk.IAMClient({ ...options.settings(region), credentials }),
  });
  return {
    simulate: (scope, principalArn, { actions, resource, context = {} }) =>
      request(scope, simulatePrincipalPolicy, answersSchema, (sdk, client, sendOptions) =>
        client.send(
          new sdk.SimulatePrincipalPolicyCommand({
            PolicySourceArn: principalArn,
            ActionNames: [...actions],
            ResourceArns: [resource],
            ContextEntries: Object.entries(context).map(([key, values]) => ({
              ContextKeyName: key,
              ContextKeyType: typeof values === 'string' ? 'string' : 'stringList',
              ContextKeyValues: [values].flat(),
            })),
            MaxItems: ANSWERS_MAX,
          }),
          sendOptions,
        ),
      ),
  };
};

const simulatePrincipalPolicy: Operation = { operation: 'iam:SimulatePrincipalPolicy', mutates: false };

/** All that is asked fits into one page of answers; a reply that is cut all the same is refused below. */
const ANSWERS_MAX = 1000;

const answersSchema = z
  .object({
    IsTruncated: z.literal(false, 'IAM cut its answer').optional(),
    EvaluationResults: z.array(z.object({ EvalActionName: z.string().min(1), EvalDecision: z.string().min(1) })).min(1),
  })
  .transform(({ EvaluationResults }): readonly PermissionAnswer[] =>
    EvaluationResults.map(({ EvalActionName, EvalDecision }) => ({
      action: EvalActionName,
      decision: EvalDecision,
      isAllowed: EvalDecision === 'allowed',
    })),
  );
