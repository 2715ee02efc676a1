import Box from '@cloudscape-design/components/box';

/** What to do first, where nothing has been done yet. */
export function FirstDrillHint() {
  return (
    <Box color="text-body-secondary">
      Save a plan, then drill it: <Box variant="code">./breakwater apply -f examples/shop.yaml</Box> and{' '}
      <Box variant="code">./breakwater drill Shop</Box>
    </Box>
  );
}
