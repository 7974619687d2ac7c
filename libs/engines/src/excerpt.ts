/** The first 60 characters of a text, for messages. */
export function excerpt(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 59).trimEnd()}…`;
}
