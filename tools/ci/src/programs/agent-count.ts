/** `agent-count.ts FOLDER`: how many agents are to speak what the plans of a folder say. */

import { ok } from '@audiobook/model/result';
import { readSettings } from '@audiobook/settings/read-settings';
import { z } from 'zod';
import { agentCount } from '../agent-count.ts';
import { charactersToSpeak, PlanReport } from '../plan-report.ts';
import { readReports } from '../read-reports.ts';
import { runProgram } from '../run-program.ts';
import { sharesTakes } from '../shares-takes.ts';

const Settings = z.object({ sharedTakes: z.unknown().optional() });

await runProgram(async ([folder = '.']) => {
  const plans = await readReports(folder, PlanReport);
  if (!plans.ok) return plans;
  const doing = 'looking for shared takes';
  const settings = await readSettings({
    file: 'audiobook.json',
    schema: Settings,
    absent: {},
    doing,
  });
  if (!settings.ok) return settings;
  const { AUDIOBOOK_AGENTS: said, NX_SELF_HOSTED_REMOTE_CACHE_SERVER: server = '' } = process.env;
  const characters = plans.value.reduce((sum, plan) => sum + charactersToSpeak(plan), 0);
  const isShared = server !== '' || sharesTakes(settings.value);
  const count = agentCount({ characters, said, isShared });
  return count.ok ? ok(String(count.value)) : count;
});
