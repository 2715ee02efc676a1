import type { Scope } from '../../domain/model/scope.ts';
import type { AutomationService } from '../../ports/automation-service.ts';
import type { Clock } from '../../ports/clock.ts';
import type { AccountCall } from './account-call.ts';
import { readAllPages } from './chunks-and-pages.ts';
import type { ClientSettings } from './client-settings.ts';
import type { Operation } from './errors.ts';
import { createServiceRequest } from './service-request.ts';
import {
  automationIdSchema,
  automationSchema,
  commandIdSchema,
  commandPageSchema,
  invocationPageSchema,
} from './ssm-replies.ts';

/** AWS Systems Manager through the AWS SDK. */
export function createSsmAutomationService(options: {
  readonly call: AccountCall;
  readonly clock: Clock;
  readonly settings: (region: string) => ClientSettings;
}): AutomationService {
  const { clock } = options;
  const request = createServiceRequest({
    call: options.call,
    loadSdk: () => import('./sdk-ssm.ts'),
    makeClient: (sdk, region, { credentials }) => new sdk.SSMClient({ ...options.settings(region), credentials }),
  });
  const readCommands = (scope: Scope, since: string) =>
    readAllPages(clock, listCommands, ({ nextToken }) =>
      request(scope, listCommands, commandPageSchema, (sdk, client, sendOptions) =>
        client.send(
          new sdk.ListCommandsCommand({ Filters: [{ key: 'InvokedAfter', value: since }], ...tokenOf(nextToken) }),
          sendOptions,
        ),
      ),
    );

  return {
    startAutomation: (scope, { documentName, documentVersion, parameters, token }) =>
      request(scope, startAutomation, automationIdSchema, (sdk, client, sendOptions) =>
        client.send(
          new sdk.StartAutomationExecutionCommand({
            DocumentName: documentName,
            ...(documentVersion === undefined ? {} : { DocumentVersion: documentVersion }),
            Parameters: mutable(parameters),
            ClientToken: clientTokenOf(token),
          }),
          sendOptions,
        ),
      ),
    describeAutomation: (scope, automationId) =>
      request(scope, getAutomation, automationSchema, (sdk, client, sendOptions) =>
        client.send(new sdk.GetAutomationExecutionCommand({ AutomationExecutionId: automationId }), sendOptions),
      ),
    sendCommand: (scope, { documentName, documentVersion, parameters, instanceIds, comment }) =>
      request(scope, sendCommand, commandIdSchema, (sdk, client, sendOptions) =>
        client.send(
          new sdk.SendCommandCommand({
            DocumentName: documentName,
            ...(documentVersion === undefined ? {} : { DocumentVersion: documentVersion }),
            Parameters: mutable(parameters),
            InstanceIds: [...instanceIds],
            Comment: comment,
          }),
          sendOptions,
        ),
      ),
    async findCommand(scope, { comment, since }) {
      const commands = await readCommands(scope, since);
      if (!commands.ok) return commands;
      const found = commands.value.find((command) => command.comment === comment);
      return { ok: true, value: found === undefined ? {} : { commandId: found.commandId } };
    },
    describeCommand: (scope, commandId) =>
      readAllPages(clock, listInvocations, ({ nextToken }) =>
        request(scope, listInvocations, invocationPageSchema, (sdk, client, sendOptions) =>
          client.send(
            new sdk.ListCommandInvocationsCommand({ CommandId: commandId, Details: true, ...tokenOf(nextToken) }),
            sendOptions,
          ),
        ),
      ),
  };
}

const startAutomation: Operation = { operation: 'ssm:StartAutomationExecution', mutates: true };
const getAutomation: Operation = { operation: 'ssm:GetAutomationExecution', mutates: false };
const sendCommand: Operation = { operation: 'ssm:SendCommand', mutates: true };
const listCommands: Operation = { operation: 'ssm:ListCommands', mutates: false };
const listInvocations: Operation = { operation: 'ssm:ListCommandInvocations', mutates: false };

const tokenOf = (nextToken: string | undefined) => (nextToken === undefined ? {} : { NextToken: nextToken });

const mutable = (parameters: Readonly<Record<string, readonly string[]>>): Record<string, string[]> =>
  Object.fromEntries(Object.entries(parameters).map(([name, values]) => [name, [...values]]));

/** SSM wants a UUID: our ids end in one, and shorter ones are filled up. */
export const clientTokenOf = (token: string): string => {
  const digits = token
    .replace(/^[a-z]+-/, '')
    .replaceAll('-', '')
    .padStart(32, '0');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
};
