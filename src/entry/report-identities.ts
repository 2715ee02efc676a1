import type { AwsServices } from '../adapters/aws/aws-services.ts';
import type { ServeOptions } from '../cli/context.ts';
import type { Outcome } from '../ports/aws-failure.ts';
import type { CallerIdentity } from '../ports/identity-service.ts';

/** STS answers alike in every Region; which one is asked is said where it does not answer. */
const regionAsked = (): string => process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'] ?? 'us-east-1';

/**
 * Says who we are in each account, or AWS's words. A warning and no more: an account that is out of reach now must not
 * keep the others from being recovered, and every start asks again.
 */
export const reportIdentities = async (
  { identity }: Pick<AwsServices, 'identity'>,
  { homeAccountId, accounts }: Pick<ServeOptions, 'homeAccountId' | 'accounts'>,
  log: (line: string) => void,
): Promise<void> => {
  const region = regionAsked();
  const told = (whose: string, answer: Outcome<CallerIdentity>): void => {
    if (answer.ok) {
      log(`AWS account ${answer.value.accountId}: ${answer.value.principalArn} (${whose})`);
      return;
    }
    const { operation, code, message } = answer.failure;
    log(
      `warning: ${whose}: ${operation} in ${region}: ${code}: ${message}; nothing can be launched there until it is mended`,
    );
  };
  const own = async (): Promise<void> => {
    const answer = await identity.ownIdentity(region);
    told('own credentials', answer);
    if (answer.ok && homeAccountId !== undefined && answer.value.accountId !== homeAccountId) {
      log(
        `warning: own credentials belong to account ${answer.value.accountId}, not to --home-account ${homeAccountId}`,
      );
    }
  };
  await Promise.all([
    own(),
    ...accounts.map(async ({ accountId, roleArn }) =>
      told(`account ${accountId} by ${roleArn}`, await identity.callerIdentity({ accountId, region })),
    ),
  ]);
};
