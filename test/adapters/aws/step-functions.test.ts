/** Step Functions behind the state machine port: what is asked on the wire, and which refusals are none. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createStepFunctionsStateMachine } from '../../../src/adapters/aws/step-functions.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';

const ARN = 'arn:aws:states:us-east-1:111122223333:stateMachine:breakwater';
const started = { executionArn: `${ARN}:exec-1-2`, startDate: 1_795_000_000 };

/** The real SDK over one answer. */
const stepFunctions = (answer: () => Response) => {
  const seen: { target: string; body: unknown }[] = [];
  const machine = createStepFunctionsStateMachine({
    stateMachineArn: ARN,
    region: 'us-east-1',
    clock: createVirtualClock(),
    staticCredentials: { accessKeyId: 'AKIAHOME', secretAccessKey: 'secret' },
    fetch: async (request) => {
      seen.push({ target: request.headers.get('x-amz-target') ?? '', body: z.json().parse(await request.json()) });
      return answer();
    },
  });
  return { machine, seen };
};

const json = (body: unknown): Response => new Response(JSON.stringify(body));
const refusal = (name: string) => (): Response =>
  new Response(JSON.stringify({ __type: `com.amazonaws.swf.service.v2.model#${name}`, message: 'no' }), {
    status: 400,
  });

describe('starting the machine of an execution', () => {
  it('names it after the execution and its generation, and gives it those two and nothing else', async () => {
    const { machine, seen } = stepFunctions(() => json(started));
    await machine.start('exec-1-2', { executionId: 'exec-1', generation: 2 });
    expect(seen).toEqual([
      {
        target: 'AWSStepFunctions.StartExecution',
        body: { stateMachineArn: ARN, name: 'exec-1-2', input: '{"executionId":"exec-1","generation":2}' },
      },
    ]);
  });

  it('that exists already is what was wanted', async () => {
    const { machine } = stepFunctions(refusal('ExecutionAlreadyExists'));
    await expect(machine.start('exec-1-2', { executionId: 'exec-1', generation: 2 })).resolves.toBeUndefined();
  });

  it.each(['StateMachineDoesNotExist', 'ExecutionLimitExceeded', 'AccessDeniedException', 'ThrottlingException'])(
    'that AWS refuses with %s has failed, after one try',
    async (name) => {
      const { machine, seen } = stepFunctions(refusal(name));
      await expect(machine.start('exec-1-2', { executionId: 'exec-1', generation: 2 })).rejects.toThrow();
      expect(seen).toHaveLength(1);
    },
  );
});

describe('ending a wait', () => {
  it('sends its token', async () => {
    const { machine, seen } = stepFunctions(() => json({}));
    expect(await machine.sendTaskSuccess('token-1')).toBe('sent');
    expect(seen).toEqual([
      { target: 'AWSStepFunctions.SendTaskSuccess', body: { taskToken: 'token-1', output: '{}' } },
    ]);
  });

  it.each(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'])('is no error when AWS says %s', async (name) => {
    const { machine } = stepFunctions(refusal(name));
    expect(await machine.sendTaskSuccess('token-1')).toBe('gone');
  });

  it('fails when AWS does not let us', async () => {
    const { machine } = stepFunctions(refusal('AccessDeniedException'));
    await expect(machine.sendTaskSuccess('token-1')).rejects.toThrow();
  });

  it('fails when nobody answers in time', async () => {
    const clock = createVirtualClock();
    const machine = createStepFunctionsStateMachine({
      stateMachineArn: ARN,
      region: 'us-east-1',
      clock,
      staticCredentials: { accessKeyId: 'AKIAHOME', secretAccessKey: 'secret' },
      fetch: () => new Promise(() => undefined),
    });
    // The SDK signs on another thread: the first wait lets it load.
    await clock.hold(import('../../../src/adapters/aws/sdk-sfn.ts'));
    const answer = expect(machine.sendTaskSuccess('token-1')).rejects.toThrow('no reply within 20 s');
    await clock.advance(60);
    await answer;
  });
});
