import type { DoctorCheck } from '@audiobook/engines/gateway/doctor-report';
import type { Host } from '../runners/host.ts';
import { verdict } from './verdict.ts';

/** A graphics card as the doctor sees it. */
export interface Card {
  index: number;
  uuid: string;
  name: string;
  /** MiB. */
  memory: number;
}

/** The driver with which CUDA 12.8 came, whose base image the runner has (CUDA 12.8 release notes, table 3). */
const wantedDriver = 570;
/** The oldest that runs any CUDA 12 (CUDA Compatibility, "minor version compatibility"). */
const oldestDriver = 525;

const fields = 'index,uuid,name,memory.total,driver_version';
const query = ['nvidia-smi', `--query-gpu=${fields}`, '--format=csv,noheader,nounits'];
const remedyOfNone =
  'Install NVIDIA’s driver, and see that nvidia-smi lists the cards; or say "gpus": "none" in gpu-runner/pool.json.';

/** Whether a host's graphics cards can be used, by nvidia-smi, and which there are. */
export async function checkDriver(
  host: Host,
  signal: AbortSignal,
): Promise<{ check: DoctorCheck; cards: Card[] }> {
  const name = 'NVIDIA driver';
  const ended = await host.run({ argv: query, timeoutMs: 30_000 }, signal);
  if (!ended.ok) {
    const { failure } = ended;
    const found = 'found' in failure ? failure.found : failure.doing;
    return { check: verdict.wrong(name, found, remedyOfNone), cards: [] };
  }
  const { code, stdout, stderr } = ended.value;
  const rows = code === 0 ? stdout.split('\n').flatMap(rowOf) : [];
  const version = rows[0]?.driver;
  if (version === undefined) {
    const said = [stdout, stderr].filter(Boolean).join('\n').trim();
    const found = said || `nvidia-smi ended with ${code}`;
    return { check: verdict.wrong(name, found, remedyOfNone), cards: [] };
  }
  return { check: driverCheck(name, version, rows), cards: rows };
}

function driverCheck(name: string, version: string, cards: readonly Card[]): DoctorCheck {
  const shown = cards.map((card) => `${card.index} ${card.name} (${gigabytes(card.memory)})`);
  const found = `${version}; ${shown.join(', ')}`;
  const major = Number.parseInt(version, 10);
  if (major >= wantedDriver) return verdict.ok(name, found);
  const remedy = `Install driver ${wantedDriver} or later.`;
  if (major < oldestDriver) {
    return verdict.wrong(name, `${found}\nit is too old for CUDA 12`, remedy);
  }
  const limits =
    'it is older than CUDA 12.8, which the image has: only some cards for data centres run it';
  return verdict.notice(name, `${found}\n${limits}`, remedy);
}

function rowOf(line: string): (Card & { driver: string })[] {
  const [index, uuid, name, memory, driver] = line.split(',').map((field) => field.trim());
  if (driver === undefined || !/^\d/.test(driver)) return [];
  return [
    {
      ...{ index: Number(index), uuid: uuid ?? '', name: name ?? '' },
      ...{ memory: Number(memory), driver },
    },
  ];
}

/** As cards are sold: with GiB. */
function gigabytes(mebibytes: number): string {
  return Number.isFinite(mebibytes) ? `${Math.round(mebibytes / 1_024)} GB` : 'unknown memory';
}
