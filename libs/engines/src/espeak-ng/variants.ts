import { nearest } from '../nearest.ts';

/** The voice that a language has without a variant. */
export const defaultVariant = 'default';

/**
 * The packaged variants, by which characters are told apart.
 *
 * Left out are `fast` and `klatt` to `klatt6`: this build of espeak-ng speaks them like the plain
 * voice. An unknown variant would sound plain too, without a word, so the list is checked here.
 */
export const variants: readonly string[] = `
Alex Alicia Andrea Andy Annie AnxiousAndy Demonic Denis Diogo Gene Gene2 Henrique Hugo Jacky Lee
Marco Mario Michael Mike Mr_serious Nguyen Reed RicishayMax RicishayMax2 RicishayMax3 Storm Tweaky
UniRobot adam anika anikaRobot announcer antonio aunty belinda benjamin boris caleb croak david ed
edward edward2 f1 f2 f3 f4 f5 grandma grandpa gustave ian iven iven2 iven3 iven4 john kaukovalta
linda m1 m2 m3 m4 m5 m6 m7 m8 marcelo max michel miguel mike2 norbert pablo paul pedro quincy rob
robert robosoft robosoft2 robosoft3 robosoft4 robosoft5 robosoft6 robosoft7 robosoft8 sandro shelby
steph steph2 steph3 travis victor whisper whisperf zac
`
  .trim()
  .split(/\s+/)
  .map((name) => name.replace('_', ' '));

const known = new Set([defaultVariant, ...variants]);

/** Says what is wrong with a voice, if espeak-ng does not have it. */
export function variantProblem(voice: string): string | undefined {
  if (known.has(voice)) return undefined;
  const near = nearest(voice, [...known], 4).map((name) => `"${name}"`);
  return `espeak-ng has no voice "${voice}"; the nearest that it has are ${near.join(', ')}`;
}
