import { primaryLanguage } from '@audiobook/model/primary-language';
import { danish } from './da/danish.ts';
import { english } from './en/english.ts';
import { french } from './fr/french.ts';
import type { SpokenLanguage } from './spoken-language.ts';

/** Languages that have rules of their own. */
export const spokenLanguages: readonly SpokenLanguage[] = [danish, english, french];

const byTag = new Map(
  spokenLanguages.flatMap((language) => language.tags.map((tag) => [tag, language] as const)),
);

/** The rules of a BCP 47 language tag, or undefined for a language without. */
export function spokenLanguageOf(language: string): SpokenLanguage | undefined {
  return byTag.get(primaryLanguage(language));
}
