import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { definition } from '../../src/engine/drivers/definition.ts';
import { operationNames } from '../../src/engine/operations.ts';
import { acknowledge } from './acknowledge.ts';
import type { Functions } from './functions.ts';

/** Known before the machine is made: the functions that it calls start machines themselves. */
export const stateMachineName = (tablePrefix: string): string => `${tablePrefix}-executions`;
export const stateMachineArn = (tablePrefix: string): string =>
  `arn:${Aws.PARTITION}:states:${Aws.REGION}:${Aws.ACCOUNT_ID}:stateMachine:${stateMachineName(tablePrefix)}`;

/** The definition as the engine has it; only the functions' names are filled in. */
export const createStateMachine = (parent: Construct, functions: Functions, tablePrefix: string): StateMachine => {
  const scope = new Construct(parent, 'Executions');
  const role = new Role(scope, 'Role', { assumedBy: new ServicePrincipal('states.amazonaws.com') });
  role.addToPolicy(
    new PolicyStatement({
      sid: 'InvokeTasks',
      actions: ['lambda:InvokeFunction'],
      resources: operationNames.map((name) => functions[name].functionArn),
    }),
  );
  const machine = new StateMachine(scope, 'StateMachine', {
    stateMachineName: stateMachineName(tablePrefix),
    stateMachineType: StateMachineType.STANDARD,
    definitionBody: DefinitionBody.fromString(JSON.stringify(definition)),
    definitionSubstitutions: Object.fromEntries(operationNames.map((name) => [name, functions[name].functionArn])),
    role,
    tracingEnabled: true,
    logs: {
      destination: new LogGroup(scope, 'Log', {
        // Step Functions takes the names of vended logs only.
        logGroupName: `/aws/vendedlogs/states/${stateMachineName(tablePrefix)}`,
        retention: RetentionDays.ONE_YEAR,
        removalPolicy: RemovalPolicy.RETAIN,
      }),
      // Without the data: a wait's token is among them.
      level: LogLevel.ALL,
      includeExecutionData: false,
    },
    removalPolicy: RemovalPolicy.RETAIN,
  });
  acknowledge(role, {
    'AwsSolutions-IAM5[Resource::*]':
      'Delivering logs (logs:*LogDelivery, logs:*ResourcePolicies, logs:DescribeLogGroups) and traces (xray:*) takes no resource.',
  });
  return machine;
};
