import type { FieldChange } from '../../domain/model/plan-file.ts';
import { firstFew } from '../../domain/names.ts';
import { readable } from '../failure.ts';

/** `waves.web.timeoutMinutes: 120 → 60`; of lists what came and what went. */
export function changeText({ path, before, after }: FieldChange): string {
  const field = path.join('.');
  if (isTexts(before) && isTexts(after)) {
    const came = after.filter((item) => !before.includes(item)).map((item) => `+ ${item}`);
    const went = before.filter((item) => !after.includes(item)).map((item) => `- ${item}`);
    const isReordered = came.length + went.length === 0 || field === 'waves';
    if (!isReordered) return `${field}: ${firstFew([...came, ...went], 10, ', ')}`;
  }
  return `${field}: ${valueText(before)} → ${valueText(after)}`;
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

const valueText = (value: unknown): string => (value === undefined ? '(not set)' : readable(JSON.stringify(value)));
