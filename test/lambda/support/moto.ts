/**
 * Step Functions as moto interprets it (its setting `execute_state_machine`): a program that is not ours runs the
 * definition of the template, and calls the functions on the wire. Its time is real. Virtual time stands still while a
 * machine works, and passes by the seconds of its wait while it waits.
 */
import { spawn, spawnSync } from 'node:child_process';
import { setTimeout as pass } from 'node:timers/promises';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { z } from 'zod';
import type { Json } from '../../../src/ports/item-store.ts';
import { serveWire } from './aws-wires.ts';
import { type FunctionName, functionNames, HUB_ACCOUNT, REGION } from './cloud.ts';
import type { Interpreter, InterpreterParts } from './interpreter.ts';

/** Its version; undefined where it is not installed. */
export const motoVersion = (): string | undefined => {
  const script = 'import moto, moto.server, moto.stepfunctions.parser.models; print(moto.__version__)';
  const asked = spawnSync('python3', ['-c', script], { encoding: 'utf8' });
  return asked.status === 0 ? asked.stdout.trim() : undefined;
};

export interface Moto extends Interpreter {
  /** As `DescribeExecution` says, once the machine runs no more. */
  endOf(machineName: string): Promise<MachineEnd>;
  /** How the waits ended: by their own time-out, or by a token that was sent. */
  readonly waits: { timedOut: number; answered: number };
}
interface MachineEnd {
  readonly status: string | undefined;
  readonly error: string | undefined;
}

/** So many waits end by moto's own time-out, after a real second instead of theirs. */
const REAL_TIME_OUTS = 2;
const LOOK_MILLISECONDS = 100;

const taskSchema = z.looseObject({ executionId: z.string(), generation: z.int(), taskToken: z.string().optional() });
const parkSchema = z.object({ next: z.literal('PARK'), waitSeconds: z.number() }).catchall(z.json());

export const openMoto = async (parts: InterpreterParts): Promise<Moto> => {
  const { clock } = parts;
  const waits = { timedOut: 0, answered: 0 };
  /** Lets virtual time go on, for each machine that works. */
  const working = new Map<string, () => void>();
  /** What the machine's next wait is told to take. */
  const waitSeconds = new Map<string, number>();
  /** By token. */
  const waiting = new Map<string, { readonly machineName: string; readonly cancelTimer: () => void }>();
  const sent = new Set<string>();

  const works = (machineName: string): void => {
    if (working.has(machineName)) return;
    void clock.hold(new Promise<void>((resolve) => working.set(machineName, resolve)));
  };
  const rests = (machineName: string): void => {
    working.get(machineName)?.();
    working.delete(machineName);
  };
  const isLeftToMoto = (): boolean => waits.timedOut < REAL_TIME_OUTS;

  const parked = (machineName: string, taskToken: string): void => {
    const seconds = waitSeconds.get(machineName) ?? 0;
    if (sent.has(taskToken) || isLeftToMoto()) return;
    const cancelTimer = clock.after(seconds, () => void send(taskToken));
    waiting.set(taskToken, { machineName, cancelTimer });
    rests(machineName);
  };

  const runTask = async (name: FunctionName, payload: Json): Promise<Json> => {
    const { executionId, generation, taskToken } = taskSchema.parse(payload);
    const machineName = `${executionId}-${generation}`;
    if (name === 'poll' && waitSeconds.has(machineName) && isLeftToMoto()) {
      waits.timedOut += 1;
      clock.leap(waitSeconds.get(machineName) ?? 0);
    }
    if (name === 'poll') waitSeconds.delete(machineName);
    const answer = await parts.invoke(name, payload).catch((error: unknown) => {
      parts.onTaskError(machineName, name, error);
      throw error;
    });
    if (taskToken !== undefined) parked(machineName, taskToken);
    const park = parkSchema.safeParse(answer);
    if (!park.success) return answer;
    waitSeconds.set(machineName, park.data.waitSeconds);
    return isLeftToMoto() ? { ...park.data, waitSeconds: 1 } : answer;
  };

  const functions = await serveWire(async (request) => {
    const named = decodeURIComponent(/\/functions\/([^/]+)\/invocations/.exec(request.url)?.[1] ?? '');
    const name = functionNames.find((each) => each === named);
    if (name === undefined) return new Response(`no function "${named}"`, { status: 404 });
    try {
      return Response.json(await runTask(name, z.json().parse(await request.json())));
    } catch (error) {
      const told = { errorType: 'Sandbox.Timedout', errorMessage: String(error) };
      return Response.json(told, { headers: { 'x-amz-function-error': 'Unhandled' } });
    }
  });
  const server = await startServer(new URL(functions.url).port);
  const client = new SFNClient({
    endpoint: server.url,
    region: REGION,
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' },
  });
  const definition = parts.definitionText.replaceAll(/\$\{(\w+)\}/g, (_whole, operation: string) =>
    parts.functionOf(z.enum(['begin', 'advance', 'park', 'poll', 'finalize']).parse(operation)),
  );
  const { stateMachineArn } = await client.send(
    new CreateStateMachineCommand({
      name: 'breakwater-executions',
      definition,
      roleArn: `arn:aws:iam::${HUB_ACCOUNT}:role/states`,
    }),
  );

  const send = async (taskToken: string): Promise<'sent' | 'gone'> => {
    const wait = waiting.get(taskToken);
    waiting.delete(taskToken);
    sent.add(taskToken);
    wait?.cancelTimer();
    if (wait !== undefined) works(wait.machineName);
    try {
      await client.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }));
    } catch {
      return 'gone';
    }
    waits.answered += 1;
    return 'sent';
  };

  const arns = new Map<string, string | undefined>();
  const ends = new Map<string, Promise<MachineEnd>>();
  let stopped = false;
  const watch = async (machineName: string, executionArn: string | undefined): Promise<MachineEnd> => {
    for (;;) {
      const { status, error } = await client.send(new DescribeExecutionCommand({ executionArn }));
      if (status !== 'RUNNING' || stopped) {
        rests(machineName);
        return { status, error };
      }
      await pass(LOOK_MILLISECONDS);
    }
  };

  return {
    waits,
    start: async (name, input) => {
      if (arns.has(name)) return false;
      works(name);
      const { executionArn } = await client.send(
        new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }),
      );
      arns.set(name, executionArn);
      ends.set(name, watch(name, executionArn));
      return true;
    },
    sendTaskSuccess: send,
    endOf: async (machineName) => (await ends.get(machineName)) ?? { status: undefined, error: undefined },
    stop: async () => {
      stopped = true;
      for (const { cancelTimer } of waiting.values()) cancelTimer();
      await Promise.all(ends.values());
      for (const executionArn of arns.values()) {
        await client.send(new StopExecutionCommand({ executionArn })).catch(() => undefined);
      }
      for (const name of working.keys()) rests(name);
      client.destroy();
      functions.close();
      server.stop();
    },
  };
};

/** moto's server; it looks for functions where `MOTO_PORT` says, which is us. */
const startServer = async (functionsPort: string) => {
  const child = spawn('python3', ['-m', 'moto.server', '-p', '0'], {
    env: { ...process.env, MOTO_PORT: functionsPort },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      printed += chunk.toString('utf8');
      const found = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(printed)?.[1];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', () => reject(new Error(`moto did not start: ${printed}`)));
  });
  const configured = await fetch(`${url}/moto-api/config`, {
    method: 'POST',
    body: JSON.stringify({ stepfunctions: { execute_state_machine: true } }),
  });
  if (!configured.ok) throw new Error(`moto takes no configuration: ${await configured.text()}`);
  return { url, stop: () => void child.kill() };
};
