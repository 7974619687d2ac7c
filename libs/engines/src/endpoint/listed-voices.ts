import { z } from 'zod';
import type { ServerVoice } from './dialect.ts';
import { parseJson } from './parse-json.ts';

const name = z.string().min(1);
const Voice = z.union([
  name.transform((only) => ({ name: only, language: undefined })),
  z
    .looseObject({
      id: name.optional(),
      voice_id: name.optional(),
      name: name.optional(),
      language: name.nullish(),
    })
    .transform(({ id, voice_id, name: called, language }) => ({
      name: id ?? voice_id ?? called,
      language: language ?? undefined,
    })),
]);
const List = z.array(Voice);
const Voices = z.union([List, z.looseObject({ voices: List }).transform(({ voices }) => voices)]);

/** The voices in a server's answer to `GET /v1/audio/voices`, of names or of objects; none where it is no list. */
export function listedVoices(body: string): ServerVoice[] {
  return (parseJson(Voices, body) ?? []).flatMap(({ name: called, language }) =>
    called === undefined ? [] : [{ names: [called], ...(language && { language }) }],
  );
}
