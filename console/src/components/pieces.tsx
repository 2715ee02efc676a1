/** "6 of 34 launched, 28 to go": broken after a comma rather than inside a piece, unless a piece is wider than its place. */
export function Pieces({ text }: { readonly text: string }) {
  return text.split(', ').map((piece, index) => (
    // Pieces may be alike, and change with the text alone.
    // biome-ignore lint/suspicious/noArrayIndexKey: they have no name but their place.
    <span key={index}>
      {index > 0 && ', '}
      <span className="whole">{piece}</span>
    </span>
  ));
}
