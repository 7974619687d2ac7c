/** How other programs give the gateway recordings to speak with, and take them away. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { noCloning } from '@audiobook/engines/speech-contract';
import { longestSample, sampleProblem } from '@audiobook/engines/voice-sample';
import { sampleOf } from '@audiobook/model/sample-voice';
import { answerError, answerJson } from './answer.ts';
import type { Dispatcher } from './dispatcher.ts';
import { readBytes } from './read-body.ts';
import type { UploadedSamples } from './uploaded-samples.ts';

/** Samples that may be on their way at the same time. */
const mostUploads = 8;

export class SampleRoutes {
  readonly #dispatcher: Dispatcher;
  readonly #uploaded: UploadedSamples;
  #uploads = 0;

  constructor(dispatcher: Dispatcher, uploaded: UploadedSamples) {
    this.#dispatcher = dispatcher;
    this.#uploaded = uploaded;
  }

  /** `POST /v1/audio/voices`: the body is the WAVE file. */
  async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!this.#isAnyoneCloning()) {
      // A fleet may have no runner yet: that is no verdict on the sample.
      if (this.#dispatcher.awaited.length > 0) {
        response.setHeader('retry-after', '1');
        return answerError(response, 503, 'no slot is there yet');
      }
      return answerError(response, 501, 'no slot here speaks with samples', noCloning);
    }
    if (this.#uploads >= mostUploads) {
      response.setHeader('retry-after', '1');
      return answerError(response, 429, `${this.#uploads} samples are on their way already`);
    }
    this.#uploads++;
    try {
      await this.#read(request, response);
    } finally {
      this.#uploads--;
    }
  }

  /** `DELETE /v1/audio/voices/{voice}`: slots forget it too. */
  async remove(voice: string, response: ServerResponse): Promise<void> {
    const digest = sampleOf(voice);
    if (digest === undefined || !this.#uploaded.remove(digest)) {
      return answerError(response, 404, 'there is no such sample');
    }
    const left = await this.#dispatcher.forgetSamples((one) => one === digest);
    if (left.length === 0) response.writeHead(204).end();
    else answerError(response, 502, `${left.length} slots could not delete it`);
  }

  async #read(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBytes(request, longestSample);
    if (body === undefined) return;
    if (!body.ok) return answerError(response, body.status, body.problem);
    const problem = sampleProblem(body.value);
    if (problem !== undefined) return answerError(response, 400, problem);
    const { voice, isNew, dropped } = await this.#uploaded.keep(body.value);
    answerJson(response, isNew ? 201 : 200, { id: voice });
    if (dropped.length > 0) await this.#dispatcher.forgetSamples((one) => dropped.includes(one));
  }

  /** A slot that has not been opened yet may. */
  #isAnyoneCloning(): boolean {
    const { slots } = this.#dispatcher;
    return slots.some(({ engine }) => engine === undefined || engine.takesSamples === true);
  }
}
