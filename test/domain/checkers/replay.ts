import { isDeepStrictEqual } from 'node:util';
import { executionEventSchema } from '../../../src/domain/model/event.ts';
import { evolve } from '../../../src/domain/transition/evolve.ts';
import type { Checker } from '../support/run.ts';
import { stateBeforeBegin, withStagedWaves } from '../support/scenario.ts';

/** I9: the events, as the store gives them back, lead from the first state to this one. */
export const replay: Checker = ({ scenario, history, after }) => {
  const stored = history.map((event) => executionEventSchema.parse(JSON.parse(JSON.stringify(event))));
  const replayed = stored.reduce((state, event) => {
    const next = evolve(state, event);
    return event.data.type === 'ExecutionBegun' ? withStagedWaves(next, scenario) : next;
  }, stateBeforeBegin(scenario));
  return isDeepStrictEqual(asStored(replayed), asStored(after)) ? [] : ['the events do not lead to the state'];
};

const asStored = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
