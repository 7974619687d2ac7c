import { join } from 'node:path';
import { type Throughput, Throughputs, throughputFile } from '@audiobook/model/throughput';
import { readSettings } from '@audiobook/settings/read-settings';

/** What the gateway has measured in this workspace; nothing where its file can't be read: it begins anew then. */
export async function measuredThroughput(workspace: string): Promise<Throughput[]> {
  const file = join(workspace, throughputFile);
  const doing = 'reading how fast engines were here';
  const read = await readSettings({ file, schema: Throughputs, doing });
  return read.ok ? read.value.measured : [];
}
