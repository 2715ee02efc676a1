import { z } from 'zod';
import { faultRule } from '../faults/rule.ts';
import type { Simulator } from '../simulator-types.ts';
import { eventListenerInput } from './event-listener.ts';
import { InvalidInput, parseInput } from './invalid-input.ts';
import { foreignJobInput } from './job-control.ts';
import { confirmInput } from './message-control.ts';

type Answer = { status: number; body: unknown };
type Route = (simulator: Omit<Simulator, 'fetch' | 'exchange'>, input: unknown) => Answer;

const advanceInput = z.strictObject({ advanceSeconds: z.number().positive() });
const speedInput = z.strictObject({ speed: z.number().min(0).max(1_000_000) });
const removeInput = z.strictObject({ id: z.string().min(1).optional() });
const endInput = z.strictObject({ endJobId: z.string() });
const kindInput = z.looseObject({ kind: z.string() });

const ok = (body: unknown): Answer => ({ status: 200, body });
const time: Route = (simulator) => ok({ now: simulator.now() / 1000 });

const routes: Record<string, Route> = {
  'GET /_control/clock': time,
  'POST /_control/clock': (simulator, input) => {
    if (typeof input === 'object' && input !== null && 'speed' in input) {
      simulator.clock.setSpeed(parseInput(speedInput, input).speed);
    } else {
      simulator.clock.advance(parseInput(advanceInput, input).advanceSeconds);
    }
    return time(simulator, input);
  },
  'GET /_control/faults': (simulator) => ok({ faults: simulator.faults.list() }),
  'POST /_control/faults': (simulator, input) => {
    const { kind, ...rest } = parseInput(kindInput, input);
    if (kind === 'foreign-job')
      return { status: 201, body: { jobId: simulator.startForeignJob(parseInput(foreignJobInput, rest)) } };
    return { status: 201, body: simulator.faults.add(parseInput(faultRule, input)) };
  },
  'DELETE /_control/faults': (simulator, input) => {
    const { id } = parseInput(removeInput, input ?? {});
    if (id === undefined) simulator.faults.clear();
    else simulator.faults.remove(id);
    return ok({ faults: simulator.faults.list() });
  },
  'POST /_control/jobs': (simulator, input) => {
    const { endJobId } = parseInput(endInput, input);
    simulator.endJob(endJobId);
    return ok({ jobId: endJobId });
  },
  'GET /_control/event-listener': (simulator) => ok(simulator.eventListener.report()),
  'POST /_control/event-listener': (simulator, input) => {
    simulator.eventListener.set(parseInput(eventListenerInput, input).url);
    return ok(simulator.eventListener.report());
  },
  'DELETE /_control/event-listener': (simulator) => {
    simulator.eventListener.remove();
    return ok(simulator.eventListener.report());
  },
  'GET /_control/messages': (simulator) => ok(simulator.messages.report()),
  'POST /_control/subscriptions': (simulator, input) => {
    simulator.messages.confirm(parseInput(confirmInput, input).confirm);
    return ok({ subscriptions: simulator.messages.report().subscriptions });
  },
  'GET /_control/calls': (simulator) => ok(simulator.calls()),
  'DELETE /_control/calls': (simulator) => {
    simulator.clearCalls();
    return ok(simulator.calls());
  },
};

/** `/_control/*`: JSON in, JSON out; 400 with one message for input that makes no sense. */
export function createControl(
  simulator: Omit<Simulator, 'fetch' | 'exchange'>,
): (method: string, path: string, body: string) => Promise<Response> {
  return async (method, path, body) => {
    const { status, body: answer } = handle(simulator, method, path, body);
    const headers = { 'content-type': 'application/json' };
    return new Response(JSON.stringify(answer), { status, headers });
  };
}

function handle(simulator: Omit<Simulator, 'fetch' | 'exchange'>, method: string, path: string, body: string): Answer {
  const route = routes[`${method} ${path}`];
  if (route === undefined) {
    return { status: 404, body: { message: `no ${method} ${path}; there are ${Object.keys(routes).join(', ')}` } };
  }
  try {
    return route(simulator, readJson(body));
  } catch (error) {
    if (error instanceof InvalidInput) return { status: 400, body: { message: error.message } };
    throw error;
  }
}

function readJson(body: string): unknown {
  if (body === '') return undefined;
  try {
    return JSON.parse(body);
  } catch {
    throw new InvalidInput('body: is not JSON');
  }
}
