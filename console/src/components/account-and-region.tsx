import Box from '@cloudscape-design/components/box';
import type { Scope } from '../../../src/domain/model/scope.ts';

/** Each in a line of its own: neither is broken where there is little room. */
export function AccountAndRegion({ accountId, region }: Scope) {
  return (
    <>
      {accountId}
      <Box variant="small" display="block">
        {region}
      </Box>
    </>
  );
}
