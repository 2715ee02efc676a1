import type { AwsServices } from '../adapters/aws/aws-services.ts';
import type { TargetAccount } from '../domain/model/account.ts';
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
  accounts: readonly TargetAccount[],
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
  const own = async (): Promise<void> => told('own credentials', await identity.ownIdentity(region));
  if (accounts.length === 0) {
    log('warning: no account is registered, so nothing is reached: ./breakwater apply -f FILE with kind: Account');
  }
  await Promise.all([
    own(),
    ...accounts.map(async ({ accountId, roleArn }) =>
      told(
        `account ${accountId} by ${roleArn ?? 'own credentials'}`,
        await identity.callerIdentity({ accountId, region }),
      ),
    ),
  ]);
};
