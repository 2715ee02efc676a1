import { CfnCondition, CfnParameter, Fn } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** What can be set at each deployment without a new template. */
export interface Parameters {
  /** A text that depends on what drives the executions. */
  whenScheduled(value: string, otherwise: string): string;
  readonly targetAccountIds: readonly string[];
  readonly webAclArn: string;
  readonly hasWebAcl: CfnCondition;
}

export const createParameters = (scope: Construct): Parameters => {
  const driver = new CfnParameter(scope, 'Driver', {
    description: 'step-functions; or schedule: the state machine is switched off, and the schedule drives each minute',
    allowedValues: ['step-functions', 'schedule'],
    default: 'step-functions',
  });
  const isScheduled = new CfnCondition(scope, 'IsScheduled', {
    expression: Fn.conditionEquals(driver.valueAsString, 'schedule'),
  });
  const targetAccounts = new CfnParameter(scope, 'TargetAccountIds', {
    type: 'CommaDelimitedList',
    description: 'Accounts whose DRS events are let in; 12 digits each',
    allowedPattern: '\\d{12}',
  });
  const webAcl = new CfnParameter(scope, 'ConsoleWebAclArn', {
    description: 'Of the firewall stack in us-east-1; empty: the console stands without one',
    default: '',
  });
  const hasWebAcl = new CfnCondition(scope, 'HasConsoleWebAcl', {
    expression: Fn.conditionNot(Fn.conditionEquals(webAcl.valueAsString, '')),
  });
  return {
    whenScheduled: (value, otherwise) => Fn.conditionIf(isScheduled.logicalId, value, otherwise).toString(),
    targetAccountIds: targetAccounts.valueAsList,
    webAclArn: webAcl.valueAsString,
    hasWebAcl,
  };
};
