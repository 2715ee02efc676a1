/** What `npm run load` takes. */
const accountIds = ['111122223333', '444455556666'];
const regions = ['us-east-1', 'us-west-2', 'eu-west-1', 'eu-central-1', 'ap-southeast-1'];
export const loadEstate = {
  accountIds,
  regions,
  places: accountIds.flatMap((accountId) => regions.map((region) => ({ accountId, region }))),
} as const;

/** The executions that run are dealt out to the places, each of which has servers for as many as every other. */
const perPlace = loadEstate.places.length;

const rules = [
  { name: 'seconds', min: 1, multipleOf: 1 },
  { name: 'stored', min: 0, multipleOf: 1 },
  { name: 'running', min: perPlace, multipleOf: perPlace },
  { name: 'rate', min: 10, multipleOf: 1 },
] as const;

type LoadOptions = Readonly<Record<(typeof rules)[number]['name'], string>>;

/** The first option that cannot be used, and what it takes. Undefined: all can. */
export const wrongOption = (values: LoadOptions): string | undefined => {
  for (const { name, min, multipleOf } of rules) {
    const value = /^\d+$/.test(values[name]) ? Number(values[name]) : Number.NaN;
    if (value >= min && value % multipleOf === 0) continue;
    const kind = multipleOf === 1 ? 'a whole number' : `a multiple of ${multipleOf}`;
    return `--${name} takes ${kind} of at least ${min}, not ${values[name]}`;
  }
  return undefined;
};
