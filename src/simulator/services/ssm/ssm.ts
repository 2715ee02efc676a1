import { z } from 'zod';
import { uuid } from '../../ids.ts';
import { AwsError } from '../../wire/aws-error.ts';
import type { Call } from '../../wire/service.ts';
import type { Cell } from '../../world/cell.ts';
import { instanceState } from '../../world/instance.ts';
import { type Automation, type Command, isMissing, isVerbose, runOf, runStatus } from '../../world/runs.ts';
import { type JsonOperation, jsonService, parse } from '../json-service.ts';

const parameters = z.record(z.string(), z.array(z.string())).default({});
const clientToken = z.string().regex(/^[a-fA-F0-9]{8}(-[a-fA-F0-9]{4}){3}-[a-fA-F0-9]{12}$/);

const startRequest = z.object({
  DocumentName: z.string(),
  DocumentVersion: z.string().optional(),
  Parameters: parameters,
  ClientToken: clientToken.optional(),
});

/** The same token gives the same run; with other parameters it is refused (StartAutomationExecution, API reference). */
const startAutomationExecution: JsonOperation = {
  name: 'StartAutomationExecution',
  run(call, body) {
    const { DocumentName, Parameters, ClientToken } = parse(startRequest, body);
    const { world, now, region, caller } = call;
    if (isMissing(DocumentName)) {
      throw refused('AutomationDefinitionNotFoundException', `Document ${DocumentName} not found.`);
    }
    const before = automationsOf(call).find(({ clientToken: token }) => token !== undefined && token === ClientToken);
    if (before !== undefined) {
      const same = before.documentName === DocumentName && sameJson(before.parameters, Parameters);
      if (!same) throw refused('IdempotentParameterMismatch', 'The token was used with other parameters.');
      return { AutomationExecutionId: before.automationId };
    }
    const automation: Automation = {
      ...runOf(DocumentName, now),
      automationId: uuid(world.seed, 'automation', region, automationsOf(call).length),
      parameters: Parameters,
      ...(ClientToken === undefined ? {} : { clientToken: ClientToken }),
    };
    world.commit({ kind: 'automation', at: now, accountId: caller.accountId, region, automation });
    return { AutomationExecutionId: automation.automationId };
  },
};

const getAutomationExecution: JsonOperation = {
  name: 'GetAutomationExecution',
  run(call, body) {
    const { AutomationExecutionId } = parse(z.object({ AutomationExecutionId: z.string() }), body);
    const found = automationsOf(call).find(({ automationId }) => automationId === AutomationExecutionId);
    if (found === undefined) {
      throw refused('AutomationExecutionNotFoundException', `Automation execution ${AutomationExecutionId} not found.`);
    }
    const status = runStatus(found, call.asOf);
    return {
      AutomationExecution: {
        AutomationExecutionId,
        DocumentName: found.documentName,
        AutomationExecutionStatus: status,
        ExecutionStartTime: found.at / 1000,
        Parameters: found.parameters,
        ...(status === 'Failed'
          ? { FailureMessage: 'Step fails when it is Execute/Cancelling action. exit status 1' }
          : {}),
        ...(status === 'Success' ? { Outputs: { 'run.Output': ['done'] } } : {}),
      },
    };
  },
};

const sendRequest = z.object({
  DocumentName: z.string(),
  DocumentVersion: z.string().optional(),
  InstanceIds: z.array(z.string()).min(1).max(50),
  Parameters: parameters,
  Comment: z.string().max(100).default(''),
});

/** The agent of a machine that has just come up makes itself known so long after it runs. */
const agentMs = 30_000;

const sendCommand: JsonOperation = {
  name: 'SendCommand',
  run(call, body) {
    const { DocumentName, InstanceIds, Parameters, Comment } = parse(sendRequest, body);
    const { world, now, region, caller } = call;
    if (isMissing(DocumentName)) throw refused('InvalidDocument', `Document ${DocumentName} does not exist.`);
    const cell = cellOf(call);
    if (!InstanceIds.every((id) => isManaged(cell, id, now))) {
      throw refused('InvalidInstanceId', 'Instances not in a valid state for account');
    }
    const command: Command = {
      ...runOf(DocumentName, now),
      commandId: uuid(world.seed, 'command', region, commandsOf(call).length),
      comment: Comment,
      instanceIds: InstanceIds,
      parameters: Parameters,
    };
    world.commit({ kind: 'command', at: now, accountId: caller.accountId, region, command });
    return { Command: commandView(command, now) };
  },
};

const isManaged = (cell: Cell | undefined, id: string, now: number): boolean => {
  const instance = cell?.instances.get(id);
  return instance !== undefined && instanceState(instance, now) === 'running' && now >= instance.readyAt + agentMs;
};

const listRequest = z.object({
  Filters: z.array(z.object({ key: z.literal('InvokedAfter'), value: z.string() })).default([]),
  CommandId: z.string().optional(),
});

/** Newest first, in one page: nobody sends so many here. */
const listCommands: JsonOperation = {
  name: 'ListCommands',
  run(call, body) {
    const { Filters, CommandId } = parse(listRequest, body);
    const since = Math.max(0, ...Filters.map(({ value }) => Date.parse(value)));
    const found = commandsOf(call).filter(
      ({ at, commandId }) => at >= since && (CommandId === undefined || CommandId === commandId),
    );
    return { Commands: found.map((command) => commandView(command, call.asOf)).toReversed() };
  },
};

const commandView = (command: Command, now: number): object => ({
  CommandId: command.commandId,
  DocumentName: command.documentName,
  Comment: command.comment,
  InstanceIds: command.instanceIds,
  Status: runStatus(command, now),
  RequestedDateTime: command.at / 1000,
});

const invocationView = (command: Command, InstanceId: string, now: number) => {
  const Status = runStatus(command, now);
  const ResponseCode = Status === 'InProgress' ? -1 : Status === 'Success' ? 0 : 1;
  return { CommandId: command.commandId, InstanceId, DocumentName: command.documentName, Status, ResponseCode };
};

const outputs = { InProgress: '', Success: 'done', Failed: 'exit status 1' } as const;

const writtenBy = ({ documentName }: Command, status: keyof typeof outputs): string =>
  status === 'Success' && isVerbose(documentName)
    ? Array.from({ length: 2000 }, (_, index) => `line ${index + 1} of 2000`).join('\n')
    : outputs[status];

/** Characters that CommandPlugin has of it, and StandardOutputContent (API reference). */
const pluginOutputMax = 2500;
const standardOutputMax = 24_000;

/** As amazon-ssm-agent cuts it (TruncateOutput): the last line says that there was more. */
const truncated = (output: string): string => {
  const note = '\n---Output truncated---';
  return output.length <= pluginOutputMax ? output : `${output.slice(0, pluginOutputMax - note.length)}${note}`;
};

const listCommandInvocations: JsonOperation = {
  name: 'ListCommandInvocations',
  run(call, body) {
    const { CommandId, Details } = parse(
      z.object({ CommandId: z.string(), Details: z.boolean().default(false) }),
      body,
    );
    const command = commandOf(call, CommandId);
    return {
      CommandInvocations: command.instanceIds.map((id) => {
        const { ResponseCode, ...invocation } = invocationView(command, id, call.asOf);
        const { Status } = invocation;
        const plugin = {
          Name: 'aws:runShellScript',
          Status,
          StatusDetails: Status,
          ResponseCode,
          Output: truncated(writtenBy(command, Status)),
        };
        return { ...invocation, StatusDetails: Status, ...(Details ? { CommandPlugins: [plugin] } : {}) };
      }),
    };
  },
};

const getCommandInvocation: JsonOperation = {
  name: 'GetCommandInvocation',
  run(call, body) {
    const { CommandId, InstanceId } = parse(z.object({ CommandId: z.string(), InstanceId: z.string() }), body);
    const command = commandsOf(call).find(({ commandId }) => commandId === CommandId);
    if (command?.instanceIds.includes(InstanceId) !== true) throw refused('InvocationDoesNotExist', '');
    const invocation = invocationView(command, InstanceId, call.asOf);
    const StandardErrorContent = invocation.Status === 'Failed' ? outputs.Failed : '';
    const written = writtenBy(command, invocation.Status);
    const StandardOutputContent = invocation.Status === 'Success' ? written.slice(0, standardOutputMax) : '';
    return { ...invocation, StatusDetails: invocation.Status, StandardOutputContent, StandardErrorContent };
  },
};

const cellOf = ({ world, caller, region }: Call): Cell | undefined => world.cell(caller.accountId, region);
const automationsOf = (call: Call): readonly Automation[] => cellOf(call)?.automations ?? [];
const commandsOf = (call: Call): readonly Command[] => cellOf(call)?.commands ?? [];

const commandOf = (call: Call, id: string): Command => {
  const found = commandsOf(call).find(({ commandId }) => commandId === id);
  if (found === undefined) throw refused('InvalidCommandId', '');
  return found;
};

const sameJson = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const refused = (code: string, message: string): AwsError => new AwsError(code, 400, message);

/** Systems Manager, JSON 1.1: Automation and Run Command. */
export const ssm = jsonService({
  name: 'ssm',
  target: 'AmazonSSM.',
  operations: [
    startAutomationExecution,
    getAutomationExecution,
    sendCommand,
    listCommands,
    listCommandInvocations,
    getCommandInvocation,
  ],
});
