import { buildCommand } from '@stricli/core';
import { act, docsOf } from '../command.ts';
import type { CliContext, CommandScope, DeployOptions } from '../context.ts';
import type { ExitCode } from '../exit-codes.ts';

interface DeployFlags {
  readonly synthOnly?: string;
  readonly driver: DeployOptions['driver'];
  readonly targetAccounts?: readonly string[];
  readonly yes: boolean;
}

const deploy = (context: CliContext, flags: DeployFlags): Promise<ExitCode> =>
  context.deploy({
    driver: flags.driver,
    targetAccountIds: flags.targetAccounts ?? [],
    asksBeforeRights: !flags.yes,
    ...(flags.synthOnly !== undefined && { synthOnly: flags.synthOnly }),
  });

/** In the folder where the command is typed. */
const templatesFolder = 'breakwater-templates';

const accountIdOf = (input: string): string => {
  if (!/^\d{12}$/.test(input)) throw new SyntaxError('an AWS account id has 12 digits');
  return input;
};

export const deployCommand = buildCommand<DeployFlags, [], CommandScope>({
  func: act(deploy),
  parameters: {
    flags: {
      synthOnly: {
        kind: 'parsed',
        parse: (input) => input || templatesFolder,
        optional: true,
        // Without a folder it is still an order to deploy nothing.
        inferEmpty: true,
        placeholder: 'FOLDER',
        brief: `Write the CloudFormation templates, and deploy nothing; into ${templatesFolder} when no folder is named`,
      },
      driver: {
        kind: 'enum',
        values: ['step-functions', 'schedule'],
        default: 'step-functions',
        brief: 'What drives executions; schedule switches the state machine off',
      },
      targetAccounts: {
        kind: 'parsed',
        parse: accountIdOf,
        variadic: ',',
        optional: true,
        placeholder: 'ID,ID',
        brief: 'Accounts whose DRS events are let in; all of them, at each deployment',
      },
      yes: { kind: 'boolean', default: false, withNegated: false, brief: 'Do not ask before IAM rights change' },
    },
  },
  docs: docsOf(
    'Put Breakwater into an AWS account, by AWS CDK',
    'Uses the credentials and the Region of the AWS environment (AWS_PROFILE, AWS_REGION). docs/operate/deploy.md says what is needed first.',
    './breakwater deploy --synth-only',
    './breakwater deploy --target-accounts 444455556666,777788889999',
    './breakwater deploy --target-accounts 444455556666 --driver schedule',
  ),
});
