import { nearest } from '../nearest.ts';

/** The names of the packaged voice files; a variant is heard only with a voice named so. */
export const languageVoices: readonly string[] = `
af am an ar as az ba be bg bn bpy bs ca chr cmn cmn-Latn-pinyin cs cv cy da de el en en-029
en-GB-scotland en-GB-x-gbclan en-GB-x-gbcwmd en-GB-x-rp en-US en-US-nyc eo es es-419 et eu fa
fa-Latn fi fr fr-BE fr-CH ga gd gn grc gu hak haw he hi hr ht hu hy hyw ia id io is it ja jbo ka kk
kl kn ko kok ku ky la lb lfn lt ltg lv mi mk ml mr ms mt mto my nb nci ne nl nog om or pa pap piqd
pl pt pt-BR py qdb qu quc qya ro ru ru-LV ru-cl sd shn si sjn sk sl smj sq sr sv sw ta te th tk tn
tr tt ug uk ur uz vi vi-VN-x-central vi-VN-x-south yue yue-Latn-jyutping
`
  .trim()
  .split(/\s+/);

/** Other names for a packaged voice, from the `language` lines of the voice files. */
const aliases: Record<string, string> = {
  'en-gb': 'en',
  'es-mx': 'es-419',
  'fr-fr': 'fr',
  hbs: 'hr',
  'hy-arevela': 'hy',
  'hy-arevmda': 'hyw',
  no: 'nb',
  'pt-pt': 'pt',
  zh: 'cmn',
  'zh-cmn': 'cmn',
  'zh-yue': 'yue',
};

const voicesByTag = new Map([
  ...languageVoices.map((voice): [string, string] => [voice.toLowerCase(), voice]),
  ...Object.entries(aliases),
]);

/**
 * The packaged voice for a BCP 47 tag: that of the region where espeak-ng has it, else that of the
 * language. Nothing when it does not have the language.
 */
export function languageVoice(tag: string): string | undefined {
  const parts = tag.toLowerCase().split('-');
  for (let count = parts.length; count > 0; count--) {
    const voice = voicesByTag.get(parts.slice(0, count).join('-'));
    if (voice !== undefined) return voice;
  }
  return undefined;
}

/** Says what is wrong with a language, if espeak-ng does not have it. */
export function languageProblem(tag: string): string | undefined {
  if (languageVoice(tag) !== undefined) return undefined;
  const near = nearest(tag, [...voicesByTag.keys()], 4).map((name) => `"${name}"`);
  return `espeak-ng does not speak "${tag}"; the nearest tags that it has are ${near.join(', ')}`;
}
