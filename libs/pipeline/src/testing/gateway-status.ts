import type {
  ChapterStatus,
  GatewayStatus,
  SlotStatus,
} from '@audiobook/engines/gateway/gateway-status';

/**
 * A gateway of nine slots, one of them out of order, that speaks a book of so many chapters: the
 * first third is spoken, and with it all but one of their segments, the next three are being spoken.
 */
export function gatewayStatus(chapters: number, book = 'absalon'): GatewayStatus {
  const ofRun = Array.from({ length: chapters }, (_, index) => chapter(book, index, chapters));
  const sum = (field: 'characters' | 'charactersSpoken') =>
    ofRun.reduce((total, one) => total + one[field], 0);
  return {
    contract: 1,
    version: 'c0ffee',
    pid: 4711,
    startedAt: '2026-01-02T03:04:00.000Z',
    url: null,
    idleSeconds: 120,
    slots: Array.from({ length: 9 }, (_, index) => slot(index)),
    runs: [
      {
        run: '1767323045000-4700',
        startedAt: '2026-01-02T03:04:05.000Z',
        chapters: ofRun,
        characters: sum('characters'),
        charactersSpoken: sum('charactersSpoken'),
        charactersPerSecond: 231.4,
        realTimeFactor: 14.06,
        secondsLeft: 7_980,
      },
    ],
  };
}

function chapter(book: string, index: number, chapters: number): ChapterStatus {
  const spoken = Math.floor(chapters / 3);
  const state = index < spoken ? 'done' : index < spoken + 3 ? 'speaking' : 'planned';
  const segments = 400 + ((index * 977) % 1_500);
  const failed = index === 0 ? 1 : 0;
  const done = { done: segments, speaking: Math.floor(segments / (index + 2)), planned: 0 }[state];
  return {
    project: `${book}-${String(index + 1).padStart(2, '0')}`,
    state: failed === 0 ? state : 'failed',
    segments,
    done: done - failed,
    failed,
    characters: segments * 115,
    charactersSpoken: done * 115,
  };
}

function slot(index: number): SlotStatus {
  const rests = index === 3;
  return {
    name: `gpu-${index}`,
    state: rests ? 'resting' : 'ready',
    engine: 'chatterbox',
    model: 'chatterbox:5f',
    batch: 32,
    underWay: rests ? 0 : 32,
    spoken: 1_204 - index * 17,
    charactersPerSecond: rests ? null : 28.9 + index / 10,
    trouble: rests ? 'connection refused by http://10.0.0.14:8000; asked again in 8 s' : null,
  };
}
