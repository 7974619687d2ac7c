import { z } from 'zod';
import { Pool } from './pool.ts';

/** The JSON Schema of pool.json. */
export function poolSchema(): object {
  return { title: 'pool.json', ...z.toJSONSchema(Pool, { io: 'input' }) };
}
