import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { SampleSource } from '@audiobook/engines/endpoint/sample-uploads';
import type { SpeechSpool } from '@audiobook/engines/speech-spool';
import { ok, type Result } from '@audiobook/model/result';
import { NotedSamples } from './noted-samples.ts';
import { readLibrarySample } from './sample-library.ts';
import { UploadedSamples } from './uploaded-samples.ts';

/** The recordings that slots are given: those of this workspace's voices, and of other programs. */
export class GatewaySamples implements SampleSource {
  /** Of this process alone: what one gateway deletes, the next one may be speaking with. */
  readonly owner = randomBytes(4).toString('hex');
  readonly uploaded: UploadedSamples;
  readonly given: NotedSamples;
  readonly #workspace: string;

  constructor(workspace: string, { folder }: Pick<SpeechSpool, 'folder'>) {
    this.#workspace = workspace;
    this.given = new NotedSamples(workspace);
    this.uploaded = new UploadedSamples(join(folder, 'samples'));
  }

  async read(digest: string): Promise<Result<Buffer>> {
    const uploaded = await this.uploaded.read(digest);
    return uploaded === undefined ? readLibrarySample(this.#workspace, digest) : ok(uploaded);
  }
}
