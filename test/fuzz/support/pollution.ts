import { expect } from 'vitest';

/** Nothing that all objects share has changed. */
export const expectNoPollution = (): void => {
  expect(Object.getOwnPropertyNames(Object.prototype).toSorted()).toEqual(untouched);
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
};

const untouched = Object.getOwnPropertyNames(Object.prototype).toSorted();
