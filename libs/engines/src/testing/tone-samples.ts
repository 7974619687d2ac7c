/** The samples that a tone runner was given, which it keeps until it ends. */

import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { sampleOf, sampleVoice } from '@audiobook/model/sample-voice';
import { noCloning } from '../speech-contract.ts';
import { longestSample, sampleProblem } from '../voice-sample.ts';
import { sendError, sendJson } from './tone-fault.ts';

export class ToneSamples {
  /** Digests of all that was uploaded, in the order of asking, and of what was deleted. */
  readonly uploads: string[] = [];
  readonly deleted: string[] = [];
  readonly #there = new Set<string>();
  readonly #isTaken: boolean;

  constructor(isTaken: boolean) {
    this.#isTaken = isTaken;
  }

  /** Names of what is there. */
  get voices(): string[] {
    return [...this.#there].map(sampleVoice);
  }

  /** Whether a voice is none of its samples, though it is named like one. */
  lacks(voice: string): boolean {
    const digest = sampleOf(voice);
    return digest !== undefined && !this.#there.has(digest);
  }

  /** Answers `POST /v1/audio/voices`. */
  take(file: Buffer, response: ServerResponse): void {
    const problem = sampleProblem(file);
    if (!this.#isTaken) sendError(response, 501, 'it speaks with no samples', noCloning);
    else if (problem !== undefined) {
      sendError(response, file.length > longestSample ? 413 : 400, problem);
    } else {
      const digest = createHash('sha256').update(file).digest('hex');
      const status = this.#there.has(digest) ? 200 : 201;
      this.uploads.push(digest);
      this.#there.add(digest);
      sendJson(response, status, { id: sampleVoice(digest) });
    }
  }

  /** Answers `DELETE /v1/audio/voices/{voice}`. */
  remove(voice: string, response: ServerResponse): void {
    const digest = sampleOf(voice);
    if (digest !== undefined && this.#there.delete(digest)) {
      this.deleted.push(digest);
      response.writeHead(204).end();
    } else sendError(response, 404, `there is no voice ${voice}`);
  }

  /** Forgets what it was given, as a process that ends. */
  lose(): void {
    this.#there.clear();
  }
}
