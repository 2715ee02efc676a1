/** A value of a plan file in one line: "a, b", "Tier = db; onFailure = stop". */
export function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(valueText).join(', ');
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .map(([name, each]) => `${name} = ${valueText(each)}`)
      .join('; ');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return value === '' ? '(empty)' : String(value);
}
