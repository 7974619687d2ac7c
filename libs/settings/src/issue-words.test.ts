import { Corrections } from '@audiobook/model/corrections';
import { Lexicon } from '@audiobook/model/lexicon';
import { Voice } from '@audiobook/model/voice';
import { WorkspaceSettings } from '@audiobook/model/workspace-settings';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { parseSettings } from './read-settings.ts';

function foundIn(schema: z.ZodType, content: object): string {
  const text = JSON.stringify(content);
  const read = parseSettings(text, { file: 'a.json', schema, doing: 'reading' });
  if (read.ok) return 'nothing';
  return read.failure.kind === 'bad-settings' ? read.failure.found : read.failure.kind;
}

const webhook = { url: 'https://a.example' };

test.each<[z.ZodType, object, string]>([
  [WorkspaceSettings, { budget: { run: 0 } }, '"budget.run": it has to be above 0'],
  [WorkspaceSettings, { budget: { run: 1e7 } }, '"budget.run": it has to be at most 1000000'],
  [WorkspaceSettings, { budget: { run: '2' } }, '"budget.run": it has to be a number, and is text'],
  [WorkspaceSettings, { budget: [] }, '"budget": it has to be an object, and is a list'],
  [
    WorkspaceSettings,
    { messages: { webhooks: [{ ...webhook, format: 'irc' }] } },
    '"messages.webhooks.0.format": it has to be "json", "ntfy" or "slack"',
  ],
  [
    WorkspaceSettings,
    { messages: { webhooks: [webhook] } },
    '"messages.webhooks.0.format": it has to be "json", "ntfy" or "slack"',
  ],
  [
    Corrections,
    { segments: { sfoo: {} } },
    '"segments.sfoo": the name is wrong: it is no segment id, such as s3f9a1c2b7d04 or s3f9a1c2b7d04-2',
  ],
  [
    Corrections,
    { segments: { s3f9a1c2b7d04: { take: 1.5 } } },
    '"segments.s3f9a1c2b7d04.take": it has to be a whole number',
  ],
  [
    Corrections,
    { segments: { s3f9a1c2b7d04: { skip: false } } },
    '"segments.s3f9a1c2b7d04.skip": it has to be true',
  ],
  [
    Voice,
    { engine: 'tone', preset: 'a', params: { speed: [] } },
    '"params.speed": it has to be text, a number or true or false',
  ],
  [
    z.object({ a: z.array(z.string()).max(2) }),
    { a: ['', '', ''] },
    '"a": it has to have at most 2 entries',
  ],
  [Lexicon, { Anna: 1 }, '"Anna": it has to be text, an object or a list'],
  [Lexicon, { Anna: '' }, '"Anna": it is empty'],
  [
    Lexicon,
    { Anna: { sya: 'Ahna' } },
    '"Anna": there is no "sya"; there are say, case, pattern, whole, language',
  ],
  [Lexicon, { Anna: { say: 1 } }, '"Anna.say": it has to be text, and is a number'],
  [Lexicon, { Anna: { case: 'any' } }, '"Anna.say": it is missing'],
  [Lexicon, { Anna: [] }, '"Anna": it is empty'],
  [Lexicon, { Anna: [{ say: 'a', case: 'some' }] }, '"Anna.0.case": it has to be "exact" or "any"'],
  [
    Lexicon,
    { Anna: [{ say: 'a', lang: 'fr' }] },
    '"Anna.0": there is no "lang"; there are say, case, pattern, whole, language',
  ],
  [z.object({ a: z.string().regex(/^x/) }), { a: 'y' }, '"a": it does not have the form /^x/'],
])('a value that can’t be used is told in plain words, %#', (schema, content, found) => {
  expect(foundIn(schema, content)).toBe(found);
});
