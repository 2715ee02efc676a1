/** What Systems Manager answers, in our words. */
import { z } from 'zod';
import type { AutomationRun, CommandInvocation } from '../../ports/automation-service.ts';
import type { Page } from './chunks-and-pages.ts';
import { present } from './present.ts';

const text = z.string().optional();

export const automationIdSchema = z
  .object({ AutomationExecutionId: z.string() })
  .transform(({ AutomationExecutionId }) => ({ automationId: AutomationExecutionId }));

export const automationSchema = z
  .object({
    AutomationExecution: z.object({
      AutomationExecutionStatus: z.string(),
      FailureMessage: text,
      Outputs: z.record(z.string(), z.array(z.string())).optional(),
    }),
  })
  .transform(({ AutomationExecution: { AutomationExecutionStatus, FailureMessage, Outputs } }): AutomationRun => {
    const output = Object.entries(Outputs ?? {}).map(([name, values]) => `${name}: ${values.join(', ')}`);
    return present({
      status: AutomationExecutionStatus,
      failureMessage: FailureMessage,
      output: output.length === 0 ? undefined : output.join('\n'),
    });
  });

export const commandIdSchema = z
  .object({ Command: z.object({ CommandId: z.string() }) })
  .transform(({ Command }) => ({ commandId: Command.CommandId }));

export const commandPageSchema = z
  .object({ Commands: z.array(z.object({ CommandId: z.string(), Comment: text })), NextToken: text })
  .transform(
    ({ Commands, NextToken }): Page<{ readonly commandId: string; readonly comment: string | undefined }> => ({
      items: Commands.map(({ CommandId, Comment }) => ({ commandId: CommandId, comment: Comment })),
      nextToken: NextToken,
    }),
  );

const invocationSchema = z
  .object({
    InstanceId: z.string(),
    Status: z.string(),
    StatusDetails: z.string().default(''),
    CommandPlugins: z.array(z.object({ Output: text })).default([]),
  })
  .transform(({ InstanceId, Status, StatusDetails, CommandPlugins }): CommandInvocation => {
    const output = CommandPlugins.flatMap(({ Output }) => (Output === undefined || Output === '' ? [] : [Output]));
    return present({
      instanceId: InstanceId,
      status: Status,
      statusDetails: StatusDetails,
      output: output.length === 0 ? undefined : output.join('\n'),
    });
  });

export const invocationPageSchema = z
  .object({ CommandInvocations: z.array(invocationSchema), NextToken: text })
  .transform(
    ({ CommandInvocations, NextToken }): Page<CommandInvocation> => ({
      items: CommandInvocations,
      nextToken: NextToken,
    }),
  );
