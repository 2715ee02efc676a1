import { CfnOutput, type Stack } from 'aws-cdk-lib';

/** What the operating guide needs of a deployed stack, by the names that the guide has. */
export const addOutputs = (stack: Stack, outputs: Readonly<Record<string, string>>): void => {
  for (const [name, value] of Object.entries(outputs)) new CfnOutput(stack, name, { value });
};
