/** What Prometheus reads, read as Prometheus reads it. */
import { describe, expect, it } from 'vitest';
import { createMetrics, metricsContentType } from '../../src/api/metrics.ts';
import { createServerMetrics } from '../../src/entry/server-metrics.ts';
import { openRig } from '../support/rig.ts';
import { openShop, shopEstate } from '../support/shop.ts';
import { openApi } from './set-up.ts';

interface Family {
  readonly type: string;
  readonly help: string;
  /** By name and labels, as `name{a="b"}`. */
  readonly samples: Map<string, number>;
}

const labels = /^(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*"(?:,(?=.)|$))*$/;
const sampleLine = /^(?<name>[a-zA-Z_:][\w:]*)(?:\{(?<labels>.*)\})? (?<value>\S+)$/;

/** The text exposition format 0.0.4, by its grammar; anything else throws. */
const parse = (text: string): ReadonlyMap<string, Family> => {
  if (!text.endsWith('\n')) throw new Error('the last line has no end');
  const families = new Map<string, Family>();
  let help: readonly string[] = [];
  let current: { readonly name: string; readonly family: Family } | undefined;
  for (const line of text.slice(0, -1).split('\n')) {
    const [hash, word, name = '', ...rest] = line.split(' ');
    if (hash === '#' && word === 'HELP') help = [name, rest.join(' ')];
    else if (hash === '#' && word === 'TYPE') {
      if (help[0] !== name || families.has(name)) throw new Error(`TYPE out of place: ${line}`);
      current = { name, family: { type: rest.join(' '), help: help[1] ?? '', samples: new Map() } };
      families.set(name, current.family);
    } else {
      const found = sampleLine.exec(line)?.groups;
      const value = Number(found?.['value']);
      if (found === undefined || Number.isNaN(value) || !labels.test(found['labels'] ?? ''))
        throw new Error(`no sample: ${line}`);
      const base = (found['name'] ?? '').replace(/_(bucket|sum|count)$/, '');
      if (current === undefined || (found['name'] !== current.name && base !== current.name))
        throw new Error(`stray: ${line}`);
      const key = line.slice(0, line.lastIndexOf(' '));
      if (current.family.samples.has(key)) throw new Error(`twice: ${key}`);
      current.family.samples.set(key, value);
    }
  }
  return families;
};

const shopWithMetrics = () => {
  const metrics = createServerMetrics();
  const rig = openRig({ estate: shopEstate, onCall: metrics.onCall, onEvents: metrics.onEvents });
  const { call } = openApi(rig, { metrics: () => metrics.read(rig.engine.executions) });
  const read = async () => {
    const answer = await call('GET', '/metrics');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe(metricsContentType);
    const families = parse(answer.text);
    return (name: string, sample = name): number | undefined => families.get(name)?.samples.get(sample);
  };
  return { metrics, rig, shop: openShop(rig), call, read };
};

describe('the metrics of a server', () => {
  it('of a drill that waits at a gate show one that is PAUSED, and no end yet', async () => {
    const { shop, read } = shopWithMetrics();
    await shop.atGate();
    const value = await read();
    const open = (status: string) =>
      value('breakwater_executions_open', `breakwater_executions_open{kind="execution",status="${status}"}`);
    expect(['INITIATED', 'POLLING', 'PAUSED', 'CANCELLING'].map(open)).toEqual([0, 0, 1, 0]);
    expect(value('breakwater_gates_total', 'breakwater_gates_total{what="reached"}')).toBe(1);
    expect(
      value('breakwater_executions_ended_total', 'breakwater_executions_ended_total{status="COMPLETED"}'),
    ).toBeUndefined();
  });

  it('count the calls to DRS as DRS counts them, and how long each wave waited for the one before', async () => {
    const { shop, rig, read } = shopWithMetrics();
    await shop.completed();
    const value = await read();
    const { log } = rig.simulator.calls();
    const calls = (operation: string) =>
      value('breakwater_aws_calls_total', `breakwater_aws_calls_total{operation="drs:${operation}",outcome="ok"}`);
    for (const operation of ['StartRecovery', 'DescribeJobs', 'DescribeRecoveryInstances']) {
      const counted = log.filter((entry) => entry.operation === operation).length;
      expect(counted, operation).toBeGreaterThan(0);
      expect(calls(operation), operation).toBe(counted);
    }
    // Three waves, of which two come after another.
    expect(value('breakwater_wave_completion_seconds', 'breakwater_wave_completion_seconds_count')).toBe(3);
    const delay = 'breakwater_wave_boundary_delay_seconds';
    expect(value(delay, `${delay}_count`)).toBe(2);
    expect(value(delay, `${delay}_bucket{le="+Inf"}`)).toBe(2);
    expect(value(delay, `${delay}_sum`)).toBeGreaterThanOrEqual(0);
    expect(value('breakwater_executions_ended_total', 'breakwater_executions_ended_total{status="COMPLETED"}')).toBe(1);
  });

  it('count a throttle as what it was', async () => {
    const { shop, rig, read } = shopWithMetrics();
    rig.simulator.faults.add({ kind: 'throttle', operation: 'DescribeJobs', times: 2 });
    await shop.completed();
    const throttled = 'breakwater_aws_calls_total{operation="drs:DescribeJobs",outcome="throttled"}';
    expect((await read())('breakwater_aws_calls_total', throttled)).toBe(2);
  });

  it('count a refusal as an end, every look for overdue executions, also one that failed, and what looks at jobs took', async () => {
    const { metrics, shop, rig, read } = shopWithMetrics();
    await rig.load();
    const planId = await shop.savePlan({ database: { servers: ['s-00000000000000000'] } });
    expect((await rig.start(planId)).kind).toBe('refused');
    metrics.onFind(0);
    metrics.onFind(2);
    metrics.onFind(undefined);
    metrics.onPoll(0.2);
    metrics.onPoll(4);
    const value = await read();
    expect(value('breakwater_executions_ended_total', 'breakwater_executions_ended_total{status="REFUSED"}')).toBe(1);
    const finds = 'breakwater_find_runs_total';
    expect(value(finds, `${finds}{outcome="ok"}`)).toBe(2);
    expect(value(finds, `${finds}{outcome="failed"}`)).toBe(1);
    expect(value('breakwater_executions_overdue_total')).toBe(2);
    const polling = 'breakwater_polling_duration_seconds';
    expect(value(polling, `${polling}_bucket{le="0.3"}`)).toBe(1);
    expect(value(polling, `${polling}_sum`)).toBe(4.2);
  });

  it('are for those who may see executions', async () => {
    const { call } = shopWithMetrics();
    expect((await call('GET', '/metrics', undefined, { authorization: 'Bearer wrong' })).status).toBe(401);
  });
});

describe('the text format', () => {
  it('escapes what labels may hold, and counts a value into every bucket that it fits in', async () => {
    const metrics = createMetrics();
    metrics.counter('calls_total', 'Calls.').add({ what: 'a "b" \\ c\nd' }, 3);
    const seconds = metrics.histogram('wait_seconds', 'Waits.', [1, 5]);
    for (const value of [0.5, 1, 4, 9]) seconds.observe(value);
    const families = parse(await metrics.text());
    expect([...(families.get('calls_total')?.samples ?? [])]).toEqual([
      ['calls_total{what="a \\"b\\" \\\\ c\\nd"}', 3],
    ]);
    expect([...(families.get('wait_seconds')?.samples ?? [])]).toEqual([
      ['wait_seconds_bucket{le="1"}', 2],
      ['wait_seconds_bucket{le="5"}', 3],
      ['wait_seconds_bucket{le="+Inf"}', 4],
      ['wait_seconds_sum', 14.5],
      ['wait_seconds_count', 4],
    ]);
    expect([...families.values()].map(({ type }) => type)).toEqual(['counter', 'histogram']);
  });
});
