import type { Scope } from '../domain/model/scope.ts';
import type { Outcome } from './aws-failure.ts';

/** AWS Lambda: calls a function and waits for its answer. */
export interface FunctionService {
  invoke(
    scope: Scope,
    request: { readonly functionName: string; readonly payload: string },
  ): Promise<Outcome<FunctionAnswer>>;
}

export interface FunctionAnswer {
  /** The function threw: `Unhandled`. Its words are in the payload. */
  readonly functionError?: string;
  /** JSON, as the function wrote it. */
  readonly payload: string;
}
