import { z } from 'zod';

const range = z
  .tuple([z.number().min(0), z.number().min(0)])
  .refine(([low, high]) => low <= high, { error: 'the first bound must not exceed the second' });

/** Bounds in seconds, both included; each server of each job draws its own value. */
export const durationRanges = z.strictObject({
  /** From the call until the job leaves PENDING. */
  jobStart: range,
  snapshot: range,
  conversion: range,
  /** Deletion of the previous recovery instance; only when there is one. */
  cleanup: range,
  launch: range,
  /** From the start of a TERMINATE job until the instance is gone. */
  terminate: range,
  /** From the last decided server until the job is COMPLETED. */
  jobEnd: range,
});
export type DurationRanges = z.infer<typeof durationRanges>;

/** A named profile, or ranges that replace those of `benchmark`. */
export const durationChoice = z.union([z.enum(['benchmark', 'realistic']), durationRanges.partial()]);
export type DurationChoice = z.infer<typeof durationChoice>;

/** The durations that the published figures were measured on. */
const benchmark: DurationRanges = {
  jobStart: [1, 2],
  snapshot: [45, 75],
  conversion: [180, 180],
  cleanup: [5, 10],
  launch: [120, 300],
  terminate: [20, 60],
  jobEnd: [0, 3],
};

/** AWS: "Linux boots in about 5 minutes, Windows in about 20" (DRS concepts). */
const realisticLinux: DurationRanges = { ...benchmark, snapshot: [40, 70], conversion: [80, 120], launch: [110, 160] };
const realisticWindows: DurationRanges = {
  ...benchmark,
  snapshot: [45, 90],
  conversion: [480, 720],
  launch: [420, 600],
};

/** The ranges that a choice means for an operating system. */
export function rangesFor(choice: DurationChoice, os: 'linux' | 'windows'): DurationRanges {
  if (choice === 'benchmark') return benchmark;
  if (choice === 'realistic') return os === 'windows' ? realisticWindows : realisticLinux;
  return {
    jobStart: choice.jobStart ?? benchmark.jobStart,
    snapshot: choice.snapshot ?? benchmark.snapshot,
    conversion: choice.conversion ?? benchmark.conversion,
    cleanup: choice.cleanup ?? benchmark.cleanup,
    launch: choice.launch ?? benchmark.launch,
    terminate: choice.terminate ?? benchmark.terminate,
    jobEnd: choice.jobEnd ?? benchmark.jobEnd,
  };
}
