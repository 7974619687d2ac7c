import type { IncomingMessage } from 'node:http';

/** The fields of a form (multipart/form-data). */
export interface FormFields {
  texts: Record<string, string | undefined>;
  files: Record<string, Buffer | undefined>;
  fileNames: Record<string, string | undefined>;
}

/** Reads a request that is a form, as a server does. */
export async function readForm(request: IncomingMessage): Promise<FormFields> {
  const pieces: Buffer[] = [];
  for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
  const headers = { 'content-type': `${request.headers['content-type']}` };
  const form = await new Response(Buffer.concat(pieces), { headers }).formData();
  const fields: FormFields = { texts: {}, files: {}, fileNames: {} };
  for (const [name, value] of form) {
    if (typeof value === 'string') fields.texts[name] = value;
    else {
      fields.files[name] = Buffer.from(await value.arrayBuffer());
      fields.fileNames[name] = value.name;
    }
  }
  return fields;
}
