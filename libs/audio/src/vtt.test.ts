import { describe, expect, it } from 'vitest';
import { writeVtt } from './vtt.ts';

describe('writeVtt()', () => {
  it('writes cues with their times in hours', () => {
    const cues = [
      { start: 0.75, end: 2.5, text: 'First.' },
      { start: 35_999.9996, end: 36_061.25, text: 'Last.' },
    ];
    expect(writeVtt(cues)).toBe(
      [
        'WEBVTT',
        '',
        '00:00:00.750 --> 00:00:02.500',
        'First.',
        '',
        '10:00:00.000 --> 10:01:01.250',
        'Last.',
        '',
      ].join('\n'),
    );
  });

  it('escapes what would be markup, and keeps a cue from ending early', () => {
    const text = 'a < b && c --> d\r\n\r\n<i>e</i>\0';
    expect(writeVtt([{ start: 0, end: 1, text }])).toBe(
      'WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n' +
        'a &lt; b &amp;&amp; c --&gt; d\n&lt;i&gt;e&lt;/i&gt;\ufffd\n',
    );
  });

  it('leaves out cues without time or text, and is a file even without cues', () => {
    const cues = [
      { start: 1, end: 1.0001, text: 'too short' },
      { start: 2, end: 1, text: 'backwards' },
      { start: 1, end: 2, text: ' \n ' },
    ];
    expect(writeVtt(cues)).toBe('WEBVTT\n');
  });
});
