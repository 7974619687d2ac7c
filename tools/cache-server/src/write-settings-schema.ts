/**
 * `npm run schema`: writes cache-server.schema.json, by which editors complete and check cache-server.json.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { settingsSchema } from './settings-schema.ts';

const file = join(import.meta.dirname, '..', 'cache-server.schema.json');
writeFileSync(file, `${JSON.stringify(settingsSchema(), undefined, 2)}\n`);
