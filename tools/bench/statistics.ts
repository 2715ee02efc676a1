export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** NaN of nothing, as are all below. */
export const mean = (values: readonly number[]): number => sum(values) / values.length;

/** The smallest of the values that at least this share of them does not exceed. */
export const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length * share) - 1)] ?? Number.NaN;

export const median = (values: readonly number[]): number => quantile(values, 0.5);

export const largest = (values: readonly number[]): number => quantile(values, 1);
