import Alert from '@cloudscape-design/components/alert';
import type { FileError } from '../../../../src/cli/plan-file/parse-plan-file.ts';
import { countOf } from '../../components/count.ts';

const shownMax = 50;

/** Each at its line, in the order of the file. */
export function FileErrors({ errors }: { readonly errors: readonly FileError[] }) {
  const sorted = errors.toSorted((a, b) => a.line - b.line || a.column - b.column);
  const left = sorted.length - shownMax;
  return (
    <Alert type="error" header={`Nothing can be applied: ${countOf(errors.length, 'error')}`}>
      <ul>
        {sorted.slice(0, shownMax).map(({ line, column, message }) => (
          <li key={`${line}:${column} ${message}`}>
            line {line}, column {column}: {message}
          </li>
        ))}
      </ul>
      {left > 0 && `and ${left} more`}
    </Alert>
  );
}
