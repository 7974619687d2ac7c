/** The language of a BCP 47 tag, without script, region and variants: `fr` for `fr-CA`. In lower case. */
export function primaryLanguage(tag: string): string {
  return tag.split('-', 1)[0]?.toLowerCase() ?? '';
}
