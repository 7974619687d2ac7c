import { type ChildNode, type Document, type Element, isTag } from 'domhandler';
import { getElementsByTagName, textContent } from 'domutils';
import { Parser, parseDocument } from 'htmlparser2';
import { cleanText } from '../clean-text.ts';

/** Elements nested deeper than this are no package and no table of contents. */
const deepest = 256;

/** Characters that the parser is given at a time, between looks at how deep it has got. */
export const parserStep = 16_384;

const xml = { xmlMode: true };

/**
 * An XML document as a tree, or undefined for one that is nested beyond all reason.
 *
 * Forgiving: broken markup gives the tree that can be made of it. Entities that the document
 * declares for itself are never looked up; they give no text at all.
 */
export function parseXml(text: string): Document | undefined {
  const source = resolveEntities(dropDocumentType(text));
  return depthOf(source) > deepest ? undefined : parseDocument(source, xml);
}

/** Elements of a name, whatever their namespace's prefix, in document order. */
export function elements(within: Document | Element, name: string): Element[] {
  return getElementsByTagName((tag) => localName(tag) === name, within.children, true);
}

/** The children of an element that are elements of a name. */
export function childElements(parent: Element, name: string): Element[] {
  const isWanted = (node: ChildNode): node is Element =>
    isTag(node) && localName(node.name) === name;
  return parent.children.filter(isWanted);
}

/** An attribute, whatever its namespace's prefix. */
export function attribute(element: Element, name: string): string | undefined {
  const key = Object.keys(element.attribs).find((key) => localName(key) === name);
  return key === undefined ? undefined : element.attribs[key];
}

/** The words of an attribute that is a list, such as `properties`. */
export function attributeWords(element: Element, name: string): string[] {
  return (attribute(element, name) ?? '').split(/\s+/).filter(Boolean);
}

/** All text within an element, cleaned. */
export function elementText(element: Element): string {
  return cleanText(textContent(element));
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** HTML's named entities become characters, which XML alone would not know; others vanish. */
function resolveEntities(source: string): string {
  return source.replace(/&([A-Za-z_:][\w:.-]*);/g, (entity, name: string) => {
    if (/^(amp|lt|gt|quot|apos)$/.test(name)) return entity;
    const resolved = textContent(parseDocument(entity));
    return /[&<]/.test(resolved) ? '' : resolved;
  });
}

/**
 * A document without its document type, and without the entities that this declares: nothing is
 * ever looked up or expanded, so nothing foreign comes in and nothing explodes.
 */
export function dropDocumentType(source: string): string {
  const start = source.search(/<!DOCTYPE/i);
  const type = /^<!DOCTYPE[^>[]*(\[[^\]]*\]\s*)?>/i.exec(source.slice(Math.max(0, start)));
  if (!type) return source;
  const declared = new Set(
    [...type[0].matchAll(/<!ENTITY\s+([\w:.-]+)/g)].map((match) => match[1] ?? ''),
  );
  const rest = source.slice(0, start) + source.slice(start + type[0].length);
  return declared.size === 0
    ? rest
    : rest.replace(/&([\w:.-]+);/g, (entity, name) => (declared.has(name) ? '' : entity));
}

/** Stops at the limit: the parser takes time with the square of the depth. */
function depthOf(source: string): number {
  let depth = 0;
  let most = 0;
  const parser = new Parser(
    {
      onopentag: () => {
        depth++;
        most = Math.max(most, depth);
      },
      onclosetag: () => {
        depth--;
      },
    },
    xml,
  );
  for (let at = 0; at < source.length && most <= deepest; at += parserStep) {
    parser.write(source.slice(at, at + parserStep));
  }
  return most;
}
