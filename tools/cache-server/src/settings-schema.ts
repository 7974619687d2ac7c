import { z } from 'zod';
import { CacheServerSettings } from './settings.ts';

/** The JSON Schema of cache-server.json. */
export function settingsSchema(): object {
  return { title: 'cache-server.json', ...z.toJSONSchema(CacheServerSettings, { io: 'input' }) };
}
