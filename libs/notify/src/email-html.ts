import type { ComposedBook, ComposedMessage } from './compose-message.ts';
import { leftOut } from './message-text.ts';

/** A message as the HTML of an e-mail: no images, no scripts, nothing that is fetched. */
export function emailHtml(message: ComposedMessage): string {
  const { headline, books, facts, failures, failuresLeftOut, next, origin } = message;
  const rows = facts.map(([name, value]) => `<tr>${cell('th', name)}${cell('td', value)}</tr>`);
  const body = [
    `<h1 style="font-size:1.2em">${escapeHtml(headline)}</h1>`,
    ...books.map(bookHtml),
    rows.length === 0 ? '' : `<table style="border-collapse:collapse">${rows.join('')}</table>`,
    ...failures.map(
      ({ task, message: said }) =>
        `<h2 style="font-size:1em">✗ ${escapeHtml(task)}</h2>\n<pre style="white-space:pre-wrap">${escapeHtml(said)}</pre>`,
    ),
    paragraph(leftOut(failuresLeftOut)),
    paragraph(next),
    `<p style="color:#666">Run in ${escapeHtml(origin)}.</p>`,
  ].filter((part) => part !== '');
  return `<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"><title>${escapeHtml(headline)}</title></head>\n<body style="font-family:sans-serif">\n${body.join('\n')}\n</body>\n</html>\n`;
}

function bookHtml({ title, detail, files }: ComposedBook): string {
  const items = files.map(({ path, url }) => {
    const name = escapeHtml(path);
    return url === undefined
      ? `<li><code>${name}</code></li>`
      : `<li><a href="${escapeHtml(url)}">${name}</a></li>`;
  });
  return `<p><strong>${escapeHtml(title)}</strong><br>${escapeHtml(detail)}</p>\n<ul>${items.join('')}</ul>`;
}

function cell(tag: 'th' | 'td', text: string): string {
  return `<${tag} style="text-align:left;padding:0 1em 0 0">${escapeHtml(text)}</${tag}>`;
}

function paragraph(text: string): string {
  return text === '' ? '' : `<p>${escapeHtml(text)}</p>`;
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
