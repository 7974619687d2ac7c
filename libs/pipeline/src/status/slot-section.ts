import type { SlotStatus } from '@audiobook/engines/gateway/gateway-status';
import { describeCount } from '@audiobook/model/describe-count';
import type { Style, StyledLine } from '../terminal/styled-line.ts';
import { fitted, longest, type Section, widestName } from './screen-section.ts';

const slotStates: Record<SlotStatus['state'], { rank: number; style: Style | undefined }> = {
  refused: { rank: 0, style: 'red' },
  resting: { rank: 1, style: 'yellow' },
  opening: { rank: 2, style: 'cyan' },
  ready: { rank: 3, style: 'green' },
  idle: { rank: 4, style: 'dim' },
};

const slotColumns = { state: 9, busy: 13, speed: 14, spoken: 11 };

/** What each slot is at, how fast it is, and what troubles it. */
export function slotSection(slots: readonly SlotStatus[]): Section {
  const nameWidth = Math.min(longest(['slot', ...slots.map(({ name }) => name)]), widestName);
  const columns = (name: string, state: string, busy: string, speed: string, spoken: string) => [
    `${fitted(name, nameWidth)}  `,
    state.padEnd(slotColumns.state),
    `${busy.padEnd(slotColumns.busy)}${speed.padStart(slotColumns.speed)}${spoken.padStart(slotColumns.spoken)}`,
  ];
  const titles = columns('slot', 'state', 'busy', 'characters/s', 'segments').join('');
  return {
    heading: [[{ text: titles, style: 'dim' }]],
    items: slots.map((slot) => {
      const { rank, style } = slotStates[slot.state];
      const speed = slot.charactersPerSecond;
      const [name = '', state = '', rest = ''] = columns(
        slot.name,
        slot.state,
        slot.batch === 0 ? '–' : `${describeCount(rowsOf(slot))} of ${describeCount(slot.batch)}`,
        speed === null ? '–' : describeCount(Math.round(speed)),
        describeCount(slot.spoken),
      );
      const row: StyledLine = [name, { text: state, style }, rest];
      const trouble: StyledLine[] =
        slot.trouble === null ? [] : [[' '.repeat(nameWidth + 2), { text: slot.trouble, style }]];
      return { lines: [row, ...trouble], state: slot.state, rank };
    }),
  };
}

/** Segments that it speaks; what it has under way beyond these waits, so that it never idles. */
function rowsOf({ underWay, batch }: SlotStatus): number {
  return Math.min(underWay, batch);
}
