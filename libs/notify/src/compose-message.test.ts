import { describe, expect, test } from 'vitest';
import { composeMessage } from './compose-message.ts';
import { emailHtml } from './email-html.ts';
import { messageText } from './message-text.ts';
import { ntfyMessage, ntfyTopic } from './ntfy-message.ts';
import { slackMessage } from './slack-message.ts';
import { goodRun, runMessage } from './testing/run-messages.ts';
import { webhookPayload } from './webhook-payload.ts';

const failure = { project: 'lamp-01', target: 'synthesize', message: 'Failed while x:\n  → Do y.' };
const link = 'https://nas.example.org/books/';

describe('composeMessage()', () => {
  test.each([
    [{}, '“The Lamp” is ready: 2 h 45 min'],
    [{ published: [] }, 'Spoken: 1,234 segments of lamp-01 after 1 h 01 min'],
    [{ outcome: 'failed', failures: [failure] }, 'Failed after 1 h 01 min: lamp-01:synthesize'],
    [{ outcome: 'interrupted' }, 'Interrupted after 1 h 01 min: 1,234 segments spoken and kept'],
    [
      { outcome: 'budget', spoken: 1 },
      'The budget is spent after 1 h 01 min: 1 segment spoken and kept',
    ],
  ] as const)('says in one line what a run came to: %j', (summary, headline) => {
    expect(composeMessage(runMessage({ ...summary } as object)).headline).toBe(headline);
  });

  test('says what to do where there is something to do', () => {
    const next = (outcome: 'success' | 'failed' | 'interrupted' | 'budget') =>
      composeMessage(runMessage({ outcome })).next;
    expect(next('success')).toBe('');
    for (const outcome of ['failed', 'interrupted', 'budget'] as const) {
      expect(next(outcome)).toContain('npx nx run-many -t publish');
    }
    expect(next('budget')).toContain('AUDIOBOOK_BUDGET');
  });

  test('says what slots with a price cost', () => {
    const cost = { dollars: 1.5, warmDollars: 0.1 };
    const { facts } = composeMessage(runMessage({ cost }));
    expect(facts.at(-1)).toEqual(['Cost', '$1.50, and up to $0.10 more for slots that stay warm']);
    const ended = composeMessage(runMessage({ cost: { dollars: 1.5, warmDollars: 0 } }));
    expect(ended.facts.at(-1)).toEqual(['Cost', '$1.50']);
    expect(composeMessage(runMessage()).facts.map(([name]) => name)).not.toContain('Cost');
  });

  test('names the first chapters, and says how many more there are', () => {
    const chapters = Array.from({ length: 1_200 }, (_, at) => ({
      ...(goodRun.chapters[0] ?? expect.fail()),
      ...{ project: `lamp-${at}`, spoken: at === 7 ? 1 : 0 },
    }));
    const { headline, facts } = composeMessage(runMessage({ chapters, published: [] }));
    expect(headline).toMatch(/^Spoken: 1,234 segments of lamp-7 after/);
    expect(facts[0]).toEqual(['Chapters', '1,200: lamp-0, lamp-1, lamp-2, lamp-3, 1,196 more']);
  });

  test('says of a draft what it lacks', () => {
    const [book] = goodRun.published;
    const published = book ? [{ ...book, missing: 3 }] : [];
    const composed = composeMessage(runMessage({ published }));
    expect(composed.headline).toBe('“The Lamp” is ready as a draft: 2 h 45 min');
    expect(composed.books[0]?.detail).toBe('1 chapter, 2 h 45 min, a draft: 3 segments missing');
  });

  test('leaves out most of a thousand failures, and says so', () => {
    const failures = Array.from({ length: 1_000 }, (_, at) => ({ ...failure, project: `p-${at}` }));
    const composed = composeMessage(runMessage({ outcome: 'failed', failures }));
    expect(composed.failures.length + composed.failuresLeftOut).toBe(1_000);
    expect(composed.headline.length).toBeLessThanOrEqual(200);
    expect(messageText(composed)).toContain('… and 990 more');
    expect(webhookPayload(runMessage({ outcome: 'failed', failures })).data.summary).toMatchObject({
      failuresLeftOut: 990,
      failures: { length: 10 },
    });
  });

  test('links to the files of a book where they can be fetched', () => {
    const [book] = composeMessage(runMessage({}, link)).books;
    expect(book?.files[0]?.url).toBe('https://nas.example.org/books/lamp/The%20Lamp.m4b');
    expect(composeMessage(runMessage()).books[0]?.files[0]).toEqual({
      path: 'dist/books/lamp/The Lamp.m4b',
    });
  });
});

test('messageText() is what an e-mail says', () => {
  const composed = composeMessage(
    runMessage({ outcome: 'failed', failed: 2, failures: [failure] }, link),
  );
  expect(messageText(composed)).toBe(`The Lamp – A. Tester
1 chapter, 2 h 45 min
https://nas.example.org/books/lamp/The%20Lamp.m4b
https://nas.example.org/books/lamp/The%20Lamp.m3u8

Chapters  1: lamp-01
Segments  1,234 spoken (150,000 characters), 20 reused, 2 failed
Speech    2 h 44 min, what was reused included
Time      1 h 01 min

✗ lamp-01:synthesize
  Failed while x:
    → Do y.

Do what stands with each failure, and run the same again: npx nx run-many -t publish. What was spoken is kept.

Run in /home/me/books on workshop.`);
});

test('ntfyMessage() has the fields that ntfy documents, and says nothing of the text of the book', () => {
  const composed = composeMessage(runMessage({ outcome: 'failed', failures: [failure] }, link));
  const message = ntfyMessage(composed, 'books');
  expect(message).toEqual({
    topic: 'books',
    title: 'Failed after 1 h 01 min: lamp-01:synthesize',
    message: expect.stringMatching(/^The Lamp – A\. Tester: 1 chapter/),
    priority: 4,
    tags: ['audiobook', 'failed'],
    click: 'https://nas.example.org/books/lamp/The%20Lamp.m4b',
  });
  expect(message.message).not.toContain('Do y');
});

test.each([
  ['https://ntfy.sh/my-topic', 'https://ntfy.sh/', 'my-topic'],
  ['https://a.example/ntfy/my_topic/', 'https://a.example/ntfy/', 'my_topic'],
  ['https://ntfy.sh/', undefined, undefined],
  ['https://ntfy.sh/a%20b', undefined, undefined],
])('ntfyTopic() of %s', (address, server, topic) => {
  const found = ntfyTopic(new URL(address));
  expect([found?.server.href, found?.topic]).toEqual([server, topic]);
});

describe('hostile titles', () => {
  const title = `<script>alert(1)</script> & "x" <!channel> @everyone\r\nBcc: all@example.org\u202E${'é'.repeat(10_000)}`;
  const [book] = goodRun.published;
  const published = book ? [{ ...book, title, files: ['dist/books/lamp/<b>".m4b'] }] : [];
  const message = runMessage({ published }, link);
  const composed = composeMessage(message);

  test('stay one short line', () => {
    expect(composed.headline).not.toMatch(/[\r\n\u202E]/);
    expect(composed.headline.length).toBeLessThanOrEqual(200);
    expect(messageText(composed).length).toBeLessThan(2_000);
  });

  test('are text in HTML', () => {
    const html = emailHtml(composed);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;x&quot;');
    expect(html).not.toMatch(/<script|<b>/);
    expect(html).toContain('href="https://nas.example.org/books/lamp/%3Cb%3E%22.m4b"');
  });

  test('call nobody in Slack and Mattermost', () => {
    const { text, mrkdwn } = slackMessage(composed);
    expect(text).toContain('&lt;script&gt;');
    expect(text).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)|@\w/);
    expect(mrkdwn).toBe(false);
    expect(text.length).toBeLessThan(4_000);
  });

  test('fit into ntfy', () => {
    const many = Array.from({ length: 60 }, () => published[0] ?? []).flat();
    const { message: text, title: head } = ntfyMessage(
      composeMessage(runMessage({ published: many })),
      'books',
    );
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4_096);
    expect(text).not.toContain('\uFFFD');
    expect(head).toBe('60 books are ready after 1 h 01 min');
  });

  test('are whole in JSON', () => {
    const payload = JSON.parse(JSON.stringify(webhookPayload(message)));
    expect(payload.data.summary.published[0].title).toBe(title);
  });
});

test('webhookPayload() is what libs/notify/README.md shows', () => {
  expect(webhookPayload(runMessage({}, link))).toEqual({
    type: 'run.ended',
    timestamp: '2026-01-02T03:04:05.000Z',
    data: {
      headline: '“The Lamp” is ready: 2 h 45 min',
      machine: 'workshop',
      workspace: '/home/me/books',
      command: 'npx nx run-many -t publish',
      summary: {
        ...goodRun,
        published: [
          {
            ...goodRun.published[0],
            files: [
              {
                path: 'dist/books/lamp/The Lamp.m4b',
                url: 'https://nas.example.org/books/lamp/The%20Lamp.m4b',
              },
              {
                path: 'dist/books/lamp/The Lamp.m3u8',
                url: 'https://nas.example.org/books/lamp/The%20Lamp.m3u8',
              },
            ],
          },
        ],
        chaptersLeftOut: 0,
        failuresLeftOut: 0,
      },
    },
  });
});
