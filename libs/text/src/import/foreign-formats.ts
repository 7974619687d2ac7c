/** A format that cannot be read, and how its files are known. */
export interface ForeignFormat {
  /** As a message names it: "the file is …, which cannot be imported". */
  format: string;
  /** What to do instead. */
  remedy: string;
  /** How its files begin, without case. */
  begins: readonly string[];
  /** What stands near their beginning, where that alone tells. */
  holds?: string;
  /** Whether that may stand anywhere in the file. */
  isAnywhere?: boolean;
  /** In lower case, with the dot; for files of text that begin with nothing of their own. */
  extensions: readonly string[];
}

const asDocx =
  'Open it in a word processor, such as LibreOffice, and save it as a Word document (.docx)';
const asEpub = 'Convert it to EPUB, with Calibre for instance, which works where it has no DRM';

/** By content in this order; by name where no content tells. */
export const foreignFormats: readonly ForeignFormat[] = [
  {
    format: 'a Kindle book',
    remedy: asEpub,
    begins: [''],
    holds: 'BOOKMOBI',
    extensions: ['.mobi', '.azw', '.azw3', '.prc'],
  },
  {
    format: 'a Kindle book (KFX)',
    remedy: asEpub,
    begins: ['\u00eaDRMION'],
    extensions: ['.kfx'],
  },
  { format: 'an RTF document', remedy: asDocx, begins: ['{\\rtf'], extensions: ['.rtf'] },
  {
    format: 'an OpenDocument text',
    remedy: asDocx,
    begins: ['PK'],
    holds: 'opendocument.text',
    extensions: ['.odt', '.ott'],
  },
  {
    format: 'a Word document protected with a password',
    remedy: 'Open it in Word, take the password away, and save it',
    begins: ['\u00d0\u00cf\u0011\u00e0'],
    holds: [...'EncryptedPackage'].join('\0'),
    isAnywhere: true,
    extensions: [],
  },
  {
    format: 'a Word document of before 2007 (.doc), or one protected with a password',
    remedy: `${asDocx}, without a password`,
    begins: ['\u00d0\u00cf\u0011\u00e0'],
    extensions: ['.doc', '.dot'],
  },
  {
    format: 'an Apple Pages document',
    remedy: 'Export it from Pages as Word or EPUB',
    begins: ['PK'],
    holds: 'Index/Document.iwa',
    extensions: ['.pages'],
  },
  {
    format: 'a saved web archive',
    remedy: 'Save the page as HTML',
    begins: ['MIME-Version:', 'From: <Saved by'],
    extensions: ['.mht', '.mhtml', '.webarchive'],
  },
  {
    format: 'LaTeX',
    remedy: 'Convert it, with Pandoc for instance',
    begins: ['\\documentclass'],
    extensions: ['.tex'],
  },
  { format: 'XML', remedy: 'Convert it', begins: ['<?xml'], extensions: [] },
  {
    format: 'a DjVu document',
    remedy: 'Get an edition that holds the words',
    begins: ['AT&TFORM'],
    extensions: ['.djvu'],
  },
  {
    format: 'a picture',
    remedy: 'Get an edition that holds the words and not pictures of them',
    begins: ['\u00ff\u00d8\u00ff', '\u0089png', 'gif8'],
    extensions: ['.jpg', '.jpeg', '.png', '.cbz', '.cbr'],
  },
  {
    format: 'an archive of another kind',
    remedy: 'Unpack it, and import the book that is in it',
    begins: ['rar!', '7z\u00bc\u00af', '\u001f\u008b'],
    extensions: ['.rar', '.7z', '.gz'],
  },
];

/** Bytes that are looked at. */
const sniffed = 8_192;

/** The format of a file that cannot be read: by its content, else by its name's extension. */
export function foreignFormat(bytes: Uint8Array, extension: string): ForeignFormat | undefined {
  const opening = Buffer.from(bytes.subarray(0, sniffed)).toString('latin1').trimStart();
  const lower = opening.toLowerCase();
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = foreignFormats.find(({ begins, holds, isAnywhere }) => {
    if (!begins.some((text) => lower.startsWith(text.toLowerCase()))) return false;
    if (holds === undefined) return true;
    return isAnywhere ? whole.includes(holds, 'latin1') : lower.includes(holds.toLowerCase());
  });
  return found ?? foreignFormats.find(({ extensions }) => extensions.includes(extension));
}
