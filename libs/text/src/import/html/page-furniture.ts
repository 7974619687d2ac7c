import type { Attributes } from '../markup/element-roles.ts';

const roles: Readonly<Record<string, string>> = {
  banner: 'header of the web page',
  contentinfo: 'footer of the web page',
  navigation: 'navigation of the web page',
  search: 'forms',
  complementary: 'sidebars of the web page',
  form: 'forms',
  dialog: 'forms',
};

const elements: Readonly<Record<string, string>> = {
  nav: 'navigation of the web page',
  ...Object.fromEntries(
    'form button select textarea input label fieldset dialog menu'
      .split(' ')
      .map((name) => [name, 'forms']),
  ),
};

const classes =
  /(^|\s)(sidebar|breadcrumbs?|navbar|nav-?bar|pagination|share-?buttons|social-?(links|share)|cookie-\w+|site-(header|footer|nav|navigation)|mw-editsection|printfooter|catlinks|noprint)(\s|$)/i;

/** The list of a book's chapters is not the web page's, though it leads to places too. */
const contents = /\b(doc-)?toc\b/i;

/**
 * As what an element of a web page is left out because it is the page's and not the text's, or undefined.
 *
 * @param isTop whether it stands in the page itself, and in no article or section of it
 */
export function furnitureOf(
  name: string,
  attributes: Attributes,
  isTop: boolean,
): string | undefined {
  if (contents.test(`${attributes.role ?? ''} ${attributes['epub:type'] ?? ''}`)) return undefined;
  const role = (attributes.role ?? '').trim().toLowerCase();
  if (role in roles) return roles[role];
  if (name in elements) return elements[name];
  if (isTop && name === 'header') return roles.banner;
  if (isTop && name === 'footer') return roles.contentinfo;
  return classes.test(attributes.class ?? '') ? 'navigation of the web page' : undefined;
}
