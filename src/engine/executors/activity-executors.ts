/** Whom each activity of an execution is asked of: every kind of action that a plan can name, and a wave's launch settings. */
import type { ActivityExecutors } from '../../ports/activity-executor.ts';
import type { AutomationService } from '../../ports/automation-service.ts';
import type { FunctionService } from '../../ports/function-service.ts';
import { createAutomationExecutor } from './automation.ts';
import { type CheckPorts, createCheckExecutors } from './checks.ts';
import { createCommandExecutor } from './command.ts';
import { createFunctionExecutor } from './function.ts';
import { createLaunchSettingsExecutor, type LaunchSettingsExecutorPorts } from './launch-settings.ts';

type SettingsServices = Pick<LaunchSettingsExecutorPorts, 'compute' | 'launchSettings' | 'network' | 'recovery'>;

export interface ActivityExecutorPorts extends CheckPorts, Omit<LaunchSettingsExecutorPorts, keyof SettingsServices> {
  readonly aws: SettingsServices & { readonly automation: AutomationService; readonly functions: FunctionService };
}

export const createActivityExecutors = ({ aws, ...ports }: ActivityExecutorPorts): ActivityExecutors => ({
  ...createCheckExecutors(ports),
  ...createLaunchSettingsExecutor({ ...ports, ...aws }),
  SSM_AUTOMATION: createAutomationExecutor(aws.automation),
  SSM_COMMAND: createCommandExecutor(aws.automation, ports.clock),
  LAMBDA: createFunctionExecutor(aws.functions),
});
