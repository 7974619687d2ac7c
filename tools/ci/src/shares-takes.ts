/**
 * Whether takes that are spoken here reach other machines: audiobook.json names a server, or AUDIOBOOK_SHARED_TAKES does.
 * `off` there is none whatever the file says, and an empty variable is as good as none, as it is to what speaks.
 */
export function sharesTakes(
  { sharedTakes }: { sharedTakes?: unknown },
  env: NodeJS.ProcessEnv = process.env,
): boolean {
  const { AUDIOBOOK_SHARED_TAKES: said = '' } = env;
  return said === '' ? sharedTakes !== undefined : said !== 'off';
}
