/** An id is read, compared and copied as one word: it is not broken at its hyphen. */
const idInText = /(\(?\b(?:i|s|drsjob|pit|exec)-[0-9a-f-]{8,}\b[),;.:]*)/;

export function WholeIds({ text }: { readonly text: string }) {
  return text.split(idInText).map((part, index) => {
    // The parts between the ids change with the text alone.
    const key = `${index} ${part}`;
    return idInText.test(part) ? (
      <span key={key} className="unbroken">
        {part}
      </span>
    ) : (
      part
    );
  });
}
