import { engineCatalogue } from '@audiobook/engines/engine-catalogue';
import type { SlotOffer } from '@audiobook/engines/gateway/slot-offer';
import type { Throughput } from '@audiobook/model/throughput';
import type { PlannedSlot } from './forecast.ts';
import { type SlotSpeed, speedOf } from './slot-speed.ts';

/** How long a runner stays after its last segment where pool.json does not say, in seconds. */
const usualWarmSeconds = 600;

/** What the slots of a run are made of. */
export interface SlotSources {
  offers: readonly SlotOffer[];
  measured: readonly Throughput[];
  /** Dollars an hour of one slot, whatever pool.json says. */
  price?: number;
}

/** The slots of one engine, as far as anybody asks for them. */
export interface EngineSlots {
  engine: string;
  /** How many this workspace has. */
  here: number;
  /** Cores are no GPUs: more of them than there are would be no faster. */
  most: number;
  /** So many slots: those of this workspace first, and then others like them, in turn. */
  take(count: number): PlannedSlot[];
}

/** The slots of an engine; undefined where nobody knows how fast it is. */
export function slotsOf(
  engine: string,
  { offers, measured, price }: SlotSources,
): EngineSlots | undefined {
  const own = offers.filter((offer) => offer.engine === engine);
  const kinds = (own.length > 0 ? own : [undefined]).map((offer) => {
    const speed = speedOf(offer ?? { engine, batch: null, device: null }, measured);
    return speed && planned(engine, speed, offer, price);
  });
  if (kinds.includes(undefined)) return undefined;
  const known = kinds as PlannedSlot[];
  return {
    engine,
    here: own.length,
    most: engineCatalogue.has(engine) ? Math.max(1, own.length) : Number.POSITIVE_INFINITY,
    take: (count) =>
      Array.from({ length: count }, (_, at) => known[at % known.length]).flatMap(
        (one) => one ?? [],
      ),
  };
}

function planned(
  engine: string,
  speed: SlotSpeed,
  offer: SlotOffer | undefined,
  price: number | undefined,
): PlannedSlot {
  const startsForRun = offer?.startsForRun ?? true;
  return {
    engine,
    // What is up already loads nothing.
    speed: startsForRun ? speed : { ...speed, loadSeconds: 0 },
    // The machine's own processor is nobody's bill, unless pool.json says so.
    pricePerHour: price ?? offer?.pricePerHour ?? (engineCatalogue.has(engine) ? 0 : null),
    warmSeconds: startsForRun ? (offer?.warmSeconds ?? usualWarmSeconds) : null,
  };
}
