/**
 * `npm run schema`: writes audiobook.schema.json, by which editors complete and check audiobook.json.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceSchema } from './workspace-schema.ts';

const file = join(import.meta.dirname, '..', '..', '..', 'audiobook.schema.json');
writeFileSync(file, `${JSON.stringify(workspaceSchema(), undefined, 2)}\n`);
