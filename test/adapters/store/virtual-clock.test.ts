import { describe, expect, it } from 'vitest';
import { createSeededIds } from '../../support/seeded-ids.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';

const start = '2026-11-02T03:00:00.000Z';

describe('the virtual clock', () => {
  it('stands still until it is moved', async () => {
    const clock = createVirtualClock({ start });
    await clock.settle();
    expect(clock.now()).toBe(start);
    await clock.advance(1.5);
    expect(clock.now()).toBe('2026-11-02T03:00:01.500Z');
    expect(clock.nowMs()).toBe(Date.parse('2026-11-02T03:00:01.500Z'));
  });

  it('runs timers in the order of their time, each seeing its own', async () => {
    const clock = createVirtualClock({ start });
    const seen: string[] = [];
    clock.after(3, () => seen.push(`c ${clock.now()}`));
    clock.after(1, () => seen.push(`a ${clock.now()}`));
    clock.after(1, () => seen.push(`b ${clock.now()}`));
    clock.after(4, () => seen.push('too late'));
    await clock.advance(3);
    expect(seen).toEqual(['a 2026-11-02T03:00:01.000Z', 'b 2026-11-02T03:00:01.000Z', 'c 2026-11-02T03:00:03.000Z']);
  });

  it('runs late what fell due while the machine slept, and in its time what went on elsewhere', async () => {
    const clock = createVirtualClock({ start });
    const seen: string[] = [];
    const note = (what: string) => (): void => void seen.push(`${what} ${clock.now().slice(14, 19)}`);
    clock.after(20, note('here'));
    void clock.waitElsewhere(30).then(() => {
      note('elsewhere')();
      clock.after(1, note('here, asked for from elsewhere'));
    });
    void clock.waitElsewhere(70).then(note('elsewhere'));
    clock.leap(60);
    expect(clock.isAsleep()).toBe(true);
    await clock.advance(65);
    expect(clock.isAsleep()).toBe(false);
    await clock.advance(10);
    expect(seen).toEqual(['elsewhere 00:30', 'here 01:00', 'here, asked for from elsewhere 01:00', 'elsewhere 01:10']);
  });

  it('leaps at once where nothing goes on elsewhere', () => {
    const clock = createVirtualClock({ start });
    clock.after(20, () => undefined);
    clock.leap(60);
    expect(clock.now()).toBe('2026-11-02T03:01:00.000Z');
    expect(clock.isAsleep()).toBe(false);
  });

  it('runs a timer that was made by a promise chain behind another timer', async () => {
    const clock = createVirtualClock({ start });
    const woken: string[] = [];
    const worker = async () => {
      for (let turn = 0; turn < 3; turn += 1) {
        await clock.sleep(10);
        for (let step = 0; step < 50; step += 1) await Promise.resolve();
        woken.push(clock.now().slice(14, 19));
      }
    };
    const done = worker();
    await clock.advance(30);
    expect(woken).toEqual(['00:10', '00:20', '00:30']);
    await done;
  });

  it('does not call a cancelled timer', async () => {
    const clock = createVirtualClock({ start });
    let calls = 0;
    const cancel = clock.after(1, () => {
      calls += 1;
    });
    cancel();
    cancel();
    await clock.runUntilIdle();
    expect(calls).toBe(0);
    expect(clock.now()).toBe(start);
  });

  it('moves to the next timer only', async () => {
    const clock = createVirtualClock({ start });
    const seen: number[] = [];
    clock.after(5, () => seen.push(5));
    clock.after(9, () => seen.push(9));
    expect(await clock.advanceToNext()).toBe(true);
    expect(seen).toEqual([5]);
    expect(await clock.advanceToNext()).toBe(true);
    expect(await clock.advanceToNext()).toBe(false);
    expect(clock.now()).toBe('2026-11-02T03:00:09.000Z');
  });

  it('says so when timers never end', async () => {
    const clock = createVirtualClock({ start });
    const again = () => {
      clock.after(60, again);
    };
    again();
    await expect(clock.runUntilIdle(3600)).rejects.toThrow('1 timers are left after 3600 virtual seconds');
    await expect(clock.runUntil(() => false, 600)).rejects.toThrow('600 virtual seconds have passed');
  });

  it('says so when what is awaited can no longer come', async () => {
    const clock = createVirtualClock({ start });
    await expect(clock.complete(new Promise(() => {}))).rejects.toThrow('no timer is left');
  });

  it('gives the result of a promise that needs time to pass, and its failure', async () => {
    const clock = createVirtualClock({ start });
    const answer = async () => {
      await clock.sleep(86_400);
      return 42;
    };
    const failure = async () => {
      await clock.sleep(1);
      throw new Error('access denied');
    };
    expect(await clock.complete(answer())).toBe(42);
    await expect(clock.complete(failure())).rejects.toThrow('access denied');
  });

  it('waits for work on other threads that it was told of', async () => {
    const clock = createVirtualClock({ start, settlePasses: 1 });
    const data = new Uint8Array(20_000_000);
    let seenAt = '';
    const work = async () => {
      await clock.hold(crypto.subtle.digest('SHA-256', data));
      seenAt = clock.now();
    };
    const done = work();
    await clock.advance(10);
    expect(seenAt).toBe(start);
    await done;
  });

  it('refuses to be moved twice at once', async () => {
    const clock = createVirtualClock({ start });
    const first = clock.advance(1);
    await expect(clock.advance(1)).rejects.toThrow('already being moved');
    await first;
  });
});

describe('seeded ids', () => {
  const take = (seed: number) => {
    const ids = createSeededIds(seed);
    return Array.from({ length: 200 }, () => ids.next('exec'));
  };

  it('are the same for the same seed, and others for another', () => {
    expect(take(7)).toEqual(take(7));
    expect(take(7).filter((id) => take(8).includes(id))).toEqual([]);
  });

  it('sort in the order of making', () => {
    expect(take(7).toSorted()).toEqual(take(7));
  });
});
