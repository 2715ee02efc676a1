import { InvalidToken, type PageLimits, type PageRequest, type PageSource, takePage } from '../../wire/page.ts';
import { invalid } from './errors.ts';

/**
 * Page sizes. The API model states no maximum; a request for more than `max` gets `max` and a token, so that a client
 * that ignores tokens is found out.
 */
export const drsPages: Record<
  | 'sourceServers'
  | 'jobs'
  | 'jobLogItems'
  | 'recoveryInstances'
  | 'snapshots'
  | 'stagingAccounts'
  | 'extensibleServers',
  PageLimits
> = {
  sourceServers: { default: 50, max: 200 },
  jobs: { default: 50, max: 200 },
  jobLogItems: { default: 100, max: 500 },
  recoveryInstances: { default: 50, max: 200 },
  snapshots: { default: 50, max: 200 },
  stagingAccounts: { default: 50, max: 50 },
  extensibleServers: { default: 50, max: 300 },
};

/** Answers `{items, nextToken?}` in the words of DRS; some lists have another name. */
export function drsPage<T>(
  request: PageRequest,
  source: PageSource<T>,
  view: (item: T) => object,
  name = 'items',
): object {
  try {
    const { items, nextToken } = takePage(request, source);
    return { [name]: items.map(view), ...(nextToken === undefined ? {} : { nextToken }) };
  } catch (error) {
    if (!(error instanceof InvalidToken)) throw error;
    throw invalid('The pagination token is not valid for this request', 'fieldValidationFailed', [
      { name: 'nextToken', message: 'was not issued for this request' },
    ]);
  }
}

/** Items of a list whose positions are their indexes, from one on, forwards. */
export function forwards<T>(list: readonly T[], from: number | undefined): Iterable<T> {
  return from === undefined || from === 0 ? list : list.slice(from);
}
