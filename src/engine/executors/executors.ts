/** Every kind of action that a plan can name and that somebody has to be asked for. */
import type { ActivityExecutors } from '../../ports/activity-executor.ts';
import type { AutomationService } from '../../ports/automation-service.ts';
import type { FunctionService } from '../../ports/function-service.ts';
import { createAutomationExecutor } from './automation.ts';
import { type CheckPorts, createCheckExecutors } from './checks.ts';
import { createCommandExecutor } from './command.ts';
import { createFunctionExecutor } from './function.ts';

export interface ActionPorts extends CheckPorts {
  readonly aws: { readonly automation: AutomationService; readonly functions: FunctionService };
}

export const createActionExecutors = ({ aws, ...ports }: ActionPorts): ActivityExecutors => ({
  ...createCheckExecutors(ports),
  SSM_AUTOMATION: createAutomationExecutor(aws.automation),
  SSM_COMMAND: createCommandExecutor(aws.automation, ports.clock),
  LAMBDA: createFunctionExecutor(aws.functions),
});
