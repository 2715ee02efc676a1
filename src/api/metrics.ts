/**
 * Metrics in the text format that Prometheus reads (exposition format 0.0.4). Names and labels are ours; only the values
 * of labels need care.
 */
export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

export interface Counter {
  add(labels: Labels, by?: number): void;
}

export interface Histogram {
  observe(value: number): void;
}

export const metricsContentType = 'text/plain; version=0.0.4; charset=utf-8';

/** Counters and histograms count from the start of the process; gauges are asked when somebody looks. */
export function createMetrics() {
  const families: (() => Promise<readonly string[]>)[] = [];
  const family = (name: string, type: string, help: string, lines: () => Promise<readonly string[]>): void => {
    families.push(async () => [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...(await lines())]);
  };

  return {
    counter(name: string, help: string): Counter {
      const samples = new Map<string, Sample>();
      family(name, 'counter', help, async () => [...samples.values()].map((sample) => lineOf(name, sample)));
      return {
        add(labels, by = 1) {
          const key = textOf(labels);
          samples.set(key, { labels, value: (samples.get(key)?.value ?? 0) + by });
        },
      };
    },

    /** `bounds` are the upper ends of its buckets, ascending. */
    histogram(name: string, help: string, bounds: readonly number[]): Histogram {
      const counts = bounds.map(() => 0);
      let count = 0;
      let sum = 0;
      const buckets = (): readonly Sample[] => [
        ...bounds.map((bound, index) => ({ labels: { le: String(bound) }, value: counts[index] ?? 0 })),
        { labels: { le: '+Inf' }, value: count },
      ];
      family(name, 'histogram', help, async () => [
        ...buckets().map((sample) => lineOf(`${name}_bucket`, sample)),
        lineOf(`${name}_sum`, { labels: {}, value: sum }),
        lineOf(`${name}_count`, { labels: {}, value: count }),
      ]);
      return {
        observe(value) {
          count += 1;
          sum += value;
          for (const [index, bound] of bounds.entries()) if (value <= bound) counts[index] = (counts[index] ?? 0) + 1;
        },
      };
    },

    gauge(name: string, help: string, read: () => Promise<readonly Sample[]>): void {
      family(name, 'gauge', help, async () => (await read()).map((sample) => lineOf(name, sample)));
    },

    async text(): Promise<string> {
      const lines = await Promise.all(families.map((read) => read()));
      return `${lines.flat().join('\n')}\n`;
    },
  };
}

const lineOf = (name: string, { labels, value }: Sample): string => `${name}${textOf(labels)} ${value}`;

function textOf(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

const escaped = (value: string): string =>
  value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
