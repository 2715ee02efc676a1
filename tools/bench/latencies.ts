/** The latencies that the published figures are measured with (in seconds), and where they come in. */
import { definition } from '../../src/engine/drivers/definition.ts';
import type { Json, Write } from '../../src/ports/item-store.ts';

export const latencySeconds = {
  drs: 0.3,
  ec2: 0.1,
  sts: 0.1,
  /** From DRS until the event is here. */
  eventBridge: 0.5,
  /** Entering a state of the state machine. */
  transition: 0.03,
  /** On top of it, when the state runs a Lambda function. */
  lambda: 0.03,
} as const;

/** There and back, by the service that the host name says. */
export const latencyOf = (request: Request): number => {
  const { hostname } = new URL(request.url);
  if (hostname.startsWith('ec2.')) return latencySeconds.ec2;
  return hostname.startsWith('sts.') ? latencySeconds.sts : latencySeconds.drs;
};

/** What the machine pays for the state that it enters. */
export const enteringSeconds = (stateName: string): number => {
  const isTask = definition.States[stateName]?.Type === 'Task';
  return latencySeconds.transition + (isTask ? latencySeconds.lambda : 0);
};

/** The machine and the state that a write of the embedded driver's pointer moves it to. */
export const enteredState = (write: Write): { readonly machine: string; readonly stateName: string } | undefined => {
  if (write.kind !== 'put' || !write.item.partition.startsWith('machine#')) return undefined;
  const stateName = memberOf(write.item.body, 'stateName');
  return typeof stateName === 'string' ? { machine: write.item.partition, stateName } : undefined;
};

const memberOf = (body: Json, name: string): Json | undefined =>
  typeof body === 'object' && body !== null && !Array.isArray(body)
    ? Object.entries(body).find(([key]) => key === name)?.[1]
    : undefined;
