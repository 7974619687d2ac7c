/** A text as it stands in XHTML, between tags or in an attribute. */
export function escapeXhtml(text: string): string {
  return /[&<>"]/.test(text)
    ? text.replace(/[&<>"]/g, (character) => entities[character] ?? '')
    : text;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** An element's opening tag; attributes without a value are left away. */
export function openTag(
  name: string,
  attributes: Readonly<Record<string, string | undefined>> = {},
): string {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escapeXhtml(value)}"`],
  );
  return `<${name}${written.join('')}>`;
}
