import { type EngineProfile, profileOf } from '@audiobook/engines/engine-profile';
import type { SlotOffer } from '@audiobook/engines/gateway/slot-offer';
import type { DeviceKind } from '@audiobook/model/device-kind';
import type { Throughput } from '@audiobook/model/throughput';

/** How fast a slot is thought to be. */
export interface SlotSpeed {
  /** Segments that it speaks at the same time. */
  batch: number;
  /** Of each of them. */
  charactersPerSecond: number;
  /** What each of them takes besides, in seconds. */
  segmentSeconds: number;
  loadSeconds: number;
  /** Between which shares of the time that follows from this the true one should lie. */
  range: readonly [least: number, most: number];
  /** Where this is known from, as the user reads it. */
  source: string;
}

export interface PlacedEngine extends Pick<SlotOffer, 'engine' | 'batch' | 'device'> {
  deviceKind?: DeviceKind;
}

/** So few segments say less than a profile, and no line is fitted to them: they may differ by chance. */
const fewRows = 10;

/**
 * How many segments have to be spoken at least until slots that speak so many at the same time are measured: those
 * with which they begin say how a slot starts.
 */
export function segmentsToMeasure(places: number): number {
  return fewRows + 2 * places;
}

/** What two runs of the same work differ by, at least: other programs, temperature, the network. */
const betweenRuns = 0.03;

/** A card that nobody has asked which it is may be so much quicker or slower than one that was measured. */
const betweenCards = [0.5, 2] as const;

/**
 * How fast a slot is: as it was measured here, with the same engine, device and batch, else as the
 * engine's profile says. Where nobody has asked for the device, it is taken for that which was measured most.
 * Undefined where nothing is known.
 */
export function speedOf(
  slot: PlacedEngine,
  measured: readonly Throughput[],
): SlotSpeed | undefined {
  const { engine, device, deviceKind, batch } = slot;
  const profile = profileOf(engine, deviceKind);
  const isSame = (one: Throughput) =>
    device === null ? isOfKind(one, deviceKind) : one.device === device;
  const found = measured
    .filter((one) => one.engine === engine && one.rows.seconds > 0 && isSame(one))
    .filter((one) => batch === null || one.batch === batch)
    .sort((one, other) => other.rows.count - one.rows.count)[0];
  const isEnough = found !== undefined && (found.rows.count >= fewRows || profile === undefined);
  if (!isEnough) return profile && profiledSpeed(profile, batch ?? profile.batch);
  const speed = measuredSpeed(found, profile);
  return device === null ? onAnotherCard(speed) : speed;
}

function isOfKind(one: Throughput, kind: DeviceKind | undefined): boolean {
  return kind === undefined || one.deviceKind === kind;
}

function onAnotherCard({ range, source, ...speed }: SlotSpeed): SlotSpeed {
  const [least, most] = betweenCards;
  return {
    ...speed,
    range: [Math.min(range[0], least), Math.max(range[1], most)],
    source: `${source}; taken for slots of which no more is known`,
  };
}

function profiledSpeed(profile: EngineProfile, batch: number): SlotSpeed {
  const { charactersPerSecond, loadSeconds, device, source } = profile;
  const [slowest, fastest] = profile.range;
  return {
    ...{ batch, segmentSeconds: 0, loadSeconds },
    // What a larger batch gives is not known: it is not counted.
    charactersPerSecond: (charactersPerSecond * profile.batch) / batch,
    range: [1 / fastest, 1 / slowest],
    source: `${charactersPerSecond.toLocaleString('en')} characters/s on ${device}, not measured here (${source})`,
  };
}

function measuredSpeed(
  { rows, loads, batch, device }: Throughput,
  profile: EngineProfile | undefined,
): SlotSpeed {
  const { segmentSeconds, secondsPerCharacter, deviation } = fit(rows);
  // Of a few segments the deviation is not known well either.
  const error = betweenRuns + 2 * (deviation / Math.sqrt(rows.count)) + 1 / rows.count;
  const speed = (rows.characters / rows.seconds) * batch;
  const digits = { maximumFractionDigits: speed < 100 ? 1 : 0 };
  return {
    ...{ batch, segmentSeconds, charactersPerSecond: 1 / secondsPerCharacter },
    loadSeconds: loads.count > 0 ? loads.seconds / loads.count : (profile?.loadSeconds ?? 0),
    range: [1 - Math.min(0.5, error), 1 + Math.min(1, error)],
    source: `${speed.toLocaleString('en', digits)} characters/s, measured here on ${device}: ${Math.round(rows.count).toLocaleString('en')} segments, batch ${batch}`,
  };
}

/**
 * Fits seconds = a + b × characters by least squares; without an `a`, where that is not sure or would
 * be negative. `deviation` is that of a row from its fitted seconds, as a share of a mean row.
 */
function fit(rows: Throughput['rows']) {
  const { count, characters, seconds } = rows;
  const spread = count * rows.charactersSquared - characters ** 2;
  const slope = (count * rows.charactersSeconds - characters * seconds) / spread;
  const start = (seconds - slope * characters) / count;
  const isLine = count >= fewRows && spread > 0 && slope > 0 && start > 0;
  const secondsPerCharacter = isLine ? slope : seconds / characters;
  const segmentSeconds = isLine ? start : 0;
  const [a, b] = [segmentSeconds, secondsPerCharacter];
  const squares =
    rows.secondsSquared -
    2 * (a * seconds + b * rows.charactersSeconds) +
    (a * a * count + 2 * a * b * characters + b * b * rows.charactersSquared);
  const deviation = Math.sqrt(Math.max(0, squares) / count) / (seconds / count);
  return { segmentSeconds, secondsPerCharacter, deviation };
}
