/** `npm run inputs`: writes the targets' own code into nx.json, where the imports have changed. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { declaredCode } from './declared-code.ts';

const workspace = join(import.meta.dirname, '..', '..', '..', '..');
const file = join(workspace, 'nx.json');
const settings = JSON.parse(readFileSync(file, 'utf8'));
settings.namedInputs = { ...settings.namedInputs, ...declaredCode(workspace) };
writeFileSync(file, `${JSON.stringify(settings, undefined, 2)}\n`);
