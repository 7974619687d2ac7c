/**
 * `npm run schema`: writes gpu-runner/pool.schema.json, by which editors complete and check pool.json.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { poolSchema } from './pool-schema.ts';

const file = join(import.meta.dirname, '..', '..', '..', 'gpu-runner', 'pool.schema.json');
writeFileSync(file, `${JSON.stringify(poolSchema(), undefined, 2)}\n`);
