import Box from '@cloudscape-design/components/box';
import { Indicator } from './indicator.tsx';

interface Props {
  readonly used: number;
  readonly limit: number;
  /** Of what is used, by others. */
  readonly others?: number;
}

/** Share of a quota from which on it may be in the way of the next start. */
const nearlyUsedUp = 0.9;

/** How much of a DRS quota is in use. What is used up, or nearly so, is told in colour and in words. */
export function QuotaUse({ used, limit, others = 0 }: Props) {
  const text = `${used} of ${limit}`;
  const words = wordsOf(used, limit);
  return (
    <>
      <span className="unbroken">
        {words === undefined ? text : <Indicator type={used >= limit ? 'error' : 'warning'}>{text}</Indicator>}
      </span>
      {others > 0 && <Box variant="small"> ({others} of others)</Box>}
      {words !== undefined && (
        <Box variant="small" display="block">
          {words}
        </Box>
      )}
    </>
  );
}

function wordsOf(used: number, limit: number): string | undefined {
  if (used > limit) return 'above the quota';
  if (used === limit) return 'used up';
  return used > limit * nearlyUsedUp ? 'nearly used up' : undefined;
}
