import { afterEach, expect } from 'vitest';
import type { Cloud } from './cloud.ts';

/** What is given a test's cloud, which is closed after it; a function that was denied anything meanwhile fails the test. */
export const closedAfterEach = (): ((opened: Cloud) => Cloud) => {
  let cloud: Cloud | undefined;
  afterEach(async () => {
    const closed = cloud;
    cloud = undefined;
    await closed?.close();
    expect(closed?.denied, 'the roles suffice for all that is called').toEqual([]);
  });
  return (opened) => {
    cloud = opened;
    return opened;
  };
};
