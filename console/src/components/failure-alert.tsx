import Alert from '@cloudscape-design/components/alert';
import type { Failure } from '../../../src/api/exchange.ts';
import { pathText } from '../../../src/domain/field-path.ts';
import { FailedRequest } from '../data/client.ts';
import { remedyHere } from './remedy.ts';

const failureOf = (error: unknown): Failure =>
  error instanceof FailedRequest ? error.failure : { kind: 'not-understood', message: String(error) };

/** What could not be read, and why. */
export function FailureAlert({ what, error }: { readonly what: string; readonly error: unknown }) {
  return <ProblemAlert what={what} failure={failureOf(error)} />;
}

/** What the API said, in its own words, with what can be done. `what` could not be done or shown: "The list". */
export function ProblemAlert({ what, failure }: { readonly what: string; readonly failure: Failure }) {
  if (failure.kind !== 'problem') {
    return (
      <Alert type="error" header={`${what}: no answer`}>
        {failure.message}
      </Alert>
    );
  }
  const { detail, remedy, errors = [], refusals = [] } = failure.problem;
  return (
    <Alert type="error" header={`${what}: ${detail}`}>
      {errors.length > 0 && (
        <ul>
          {errors.map(({ path, message }) => (
            <li key={`${pathText(path)} ${message}`}>
              {pathText(path)}: {message}
            </li>
          ))}
        </ul>
      )}
      {refusals.length > 0 && (
        <ul>
          {refusals.map((refusal) => (
            <li key={`${refusal.code} ${refusal.message}`}>
              {refusal.message}. {remedyHere(refusal)}
            </li>
          ))}
        </ul>
      )}
      {remedy}
    </Alert>
  );
}
