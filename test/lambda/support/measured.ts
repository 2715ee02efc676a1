/** What CloudWatch would read out of a log: lines in its embedded metric format. */
import { z } from 'zod';

const lineSchema = z.looseObject({
  _aws: z.object({
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.object({ Name: z.string(), Unit: z.string() })),
      }),
    ),
  }),
});
const valuesSchema = z.union([z.number(), z.array(z.number())]).transform((values) => [values].flat());

/** The values of each metric, by `namespace name unit` and its dimensions, in the log's order. */
export const measuredIn = (log: string): ReadonlyMap<string, readonly number[]> => {
  const measured = new Map<string, number[]>();
  for (const text of log.split('\n').filter((line) => line.includes('CloudWatchMetrics'))) {
    const line = lineSchema.parse(JSON.parse(text));
    for (const { Namespace, Dimensions, Metrics } of line._aws.CloudWatchMetrics) {
      const by = Dimensions.flat().map((name) => `${name}=${String(line[name])}`);
      for (const { Name, Unit } of Metrics) {
        const key = [Namespace, Name, Unit, ...by].join(' ');
        measured.set(key, [...(measured.get(key) ?? []), ...valuesSchema.parse(line[Name])]);
      }
    }
  }
  return measured;
};
