import { z } from 'zod';
import type { Scope } from '../../domain/model/scope.ts';
import type { Outcome } from '../../ports/aws-failure.ts';
import type { PermissionAnswer, PermissionService } from '../../ports/permission-service.ts';
import type { AccountCall } from './account-call.ts';
import type { ClientSettings } from './client-settings.ts';
import { createIamService } from './iam.ts';
import { createServiceRequest } from './service-request.ts';

/** IAM's simulation and EC2's dry runs. Neither changes anything. */
export const createPermissionService = (options: {
  readonly call: AccountCall;
  readonly iamSettings: (region: string) => ClientSettings;
  readonly ec2Settings: (region: string) => ClientSettings;
}): PermissionService => {
  const { call, iamSettings, ec2Settings } = options;
  const iam = createIamService({ call, settings: iamSettings });
  const ec2 = createServiceRequest({
    call,
    loadSdk: () => import('./sdk-ec2.ts'),
    makeClient: (sdk, region, { credentials }) => new sdk.EC2Client({ ...ec2Settings(region), credentials }),
  });

  const dryRuns = (scope: Scope, LaunchTemplateId: string) => [
    ec2(scope, operation('CreateLaunchTemplateVersion'), z.unknown(), (sdk, client, sendOptions) =>
      client.send(
        new sdk.CreateLaunchTemplateVersionCommand({
          DryRun: true,
          LaunchTemplateId,
          SourceVersion: '$Default',
          // EC2 wants something to be said, also when nothing is to be done.
          LaunchTemplateData: { Monitoring: { Enabled: false } },
        }),
        sendOptions,
      ),
    ),
    ec2(scope, operation('ModifyLaunchTemplate'), z.unknown(), (sdk, client, sendOptions) =>
      client.send(
        new sdk.ModifyLaunchTemplateCommand({ DryRun: true, LaunchTemplateId, DefaultVersion: '1' }),
        sendOptions,
      ),
    ),
  ];

  return {
    simulate: (scope, principalArn, question) => iam.simulate(scope, principalArn, question),
    dryRunTemplateChange: async (scope, launchTemplateId) => {
      const answers: PermissionAnswer[] = [];
      for (const reply of await Promise.all(dryRuns(scope, launchTemplateId))) {
        const answer = answerOf(reply);
        if (!answer.ok) return answer;
        answers.push(answer.value);
      }
      return { ok: true, value: answers };
    },
  };
};

const operation = (name: string) => ({ operation: `ec2:${name}`, mutates: false });

/** A dry run never succeeds: EC2 answers by an error whether it would have. */
const answerOf = (reply: Outcome<unknown>): Outcome<PermissionAnswer> => {
  if (reply.ok) throw new Error('bug: EC2 did what was to be tried only');
  const { failure } = reply;
  const { operation: action, code } = failure;
  if (code === 'DryRunOperation') return { ok: true, value: { action, isAllowed: true, decision: 'allowed' } };
  return failure.kind === 'denied' ? { ok: true, value: { action, isAllowed: false, decision: code } } : reply;
};
