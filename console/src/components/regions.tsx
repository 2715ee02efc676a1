/** None is broken at its hyphens. */
export function Regions({ regions }: { readonly regions: readonly string[] }) {
  return regions.map((region, index) => (
    <span key={region}>
      {index > 0 && ', '}
      <span className="unbroken">{region}</span>
    </span>
  ));
}
