/** SSM and Lambda through the SDK's own clients. */
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  GetAutomationExecutionCommand,
  GetCommandInvocationCommand,
  SendCommandCommand,
  SSMClient,
  StartAutomationExecutionCommand,
} from '@aws-sdk/client-ssm';
import { describe, expect, it } from 'vitest';
import { memoryJournal } from '../../src/simulator/journal.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { sdkRequestHandler } from './sdk-handler.ts';

const token = '0192f3a0-7c1e-7b3a-9d2e-5f1c0a7be4d1';

const open = (journal = memoryJournal()) => {
  const simulator = createSimulator({ journal });
  const settings = {
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIASIMULATED', secretAccessKey: 'secret' },
    requestHandler: sdkRequestHandler(simulator.fetch),
  };
  return { simulator, journal, ssm: new SSMClient(settings), lambda: new LambdaClient(settings) };
};

describe('SSM', () => {
  it('runs a runbook once for a client token, and remembers it after a restart', async () => {
    const { ssm, simulator, journal } = open();
    const start = new StartAutomationExecutionCommand({ DocumentName: 'Open', ClientToken: token });
    const { AutomationExecutionId } = await ssm.send(start);
    expect((await ssm.send(start)).AutomationExecutionId).toBe(AutomationExecutionId);
    const other = new StartAutomationExecutionCommand({ DocumentName: 'Close', ClientToken: token });
    await expect(ssm.send(other)).rejects.toMatchObject({ name: 'IdempotentParameterMismatch' });
    simulator.clock.advance(60);
    const restarted = open(journal);
    const { AutomationExecution } = await restarted.ssm.send(
      new GetAutomationExecutionCommand({ AutomationExecutionId }),
    );
    expect(AutomationExecution).toMatchObject({ AutomationExecutionStatus: 'Success', DocumentName: 'Open' });
  });

  it('takes no command for a machine that it does not know', async () => {
    const { ssm } = open();
    const send = new SendCommandCommand({ DocumentName: 'AWS-RunShellScript', InstanceIds: ['i-0123456789abcdef0'] });
    await expect(ssm.send(send)).rejects.toMatchObject({ name: 'InvalidInstanceId' });
    const look = new GetCommandInvocationCommand({ CommandId: token, InstanceId: 'i-0123456789abcdef0' });
    await expect(ssm.send(look)).rejects.toMatchObject({ name: 'InvocationDoesNotExist' });
  });
});

describe('Lambda', () => {
  it('answers, throws and is missing by name', async () => {
    const { lambda } = open();
    const call = (FunctionName: string) => lambda.send(new InvokeCommand({ FunctionName, Payload: new Uint8Array() }));
    expect((await call('tell')).Payload?.transformToString()).toBe('{"status":"SUCCEEDED","message":"done"}');
    expect((await call('fail-tell')).FunctionError).toBe('Unhandled');
    const refused = await call('refuse-tell');
    expect(refused.FunctionError).toBeUndefined();
    expect(refused.Payload?.transformToString()).toBe('{"status":"FAILED","message":"its name says so"}');
    await expect(call('missing-tell')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('refuses a name whose escapes are none with the error of AWS', async () => {
    const { simulator } = open();
    const reply = await simulator.exchange(
      { method: 'POST', path: '/2015-03-31/functions/%ZZ/invocations', search: '', body: '{}', target: null },
      'AWS4-HMAC-SHA256 Credential=AKIASIMULATED/20261102/us-east-1/lambda/aws4_request',
    );
    expect(reply).toMatchObject({ status: 400, headers: { 'x-amzn-errortype': 'ValidationException' } });
    expect(reply.body).toContain("Value '%ZZ' at 'functionName'");
  });
});
