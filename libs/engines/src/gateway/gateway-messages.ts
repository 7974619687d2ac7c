/**
 * What a chapter's task and the gateway say to each other, as frames on a connection that begins as
 * an HTTP upgrade of `GET /gateway/segments`.
 */

import type { Failure } from '@audiobook/model/failure';
import { EngineParams } from '@audiobook/model/voice';
import { Budget } from '@audiobook/model/workspace-settings';
import { z } from 'zod';
import { ChapterWork } from './chapter-work.ts';
import { RunStatus } from './gateway-status.ts';

/** Changes when a gateway and a client of different versions would not understand each other. */
export const gatewayContract = 1;

export const upgradeName = 'audiobook-segments';

/** A client's frame is at most so long, in bytes. */
export const longestFrame = 2 ** 23;

const place = z.array(z.number().int().min(0)).max(4);

export const ClientMessage = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('hello'),
    /** The Nx run; the segments of two runs take turns. */
    run: z.string().min(1).max(200),
    /** The chapter, and what of it has to be spoken; without one, the run is none that is shown. */
    chapter: ChapterWork.optional(),
    /** The book that is charged with what is spoken; undefined for what belongs to none. */
    book: z.string().min(1).max(200).optional(),
    /** What may be spent: on this run, on its book, and on all in a month. */
    budget: Budget.optional(),
  }),
  z.strictObject({ kind: z.literal('plan'), chapters: z.array(ChapterWork).max(20_000) }),
  z.strictObject({
    kind: z.literal('speak'),
    id: z.number().int().min(0),
    place,
    interactive: z.boolean(),
    engine: z.string().min(1).max(200),
    model: z.string().min(1).max(500),
    request: z.strictObject({
      spoken: z.string().max(20_000),
      language: z.string().max(35),
      voice: z.string().max(200),
      params: EngineParams,
      seed: z.number().int().min(0),
    }),
  }),
  z.strictObject({ kind: z.literal('cancel'), id: z.number().int().min(0) }),
  /** The file of a spoken segment was read. */
  z.strictObject({ kind: z.literal('read'), id: z.number().int().min(0) }),
  /** How the chapter's task ended. */
  z.strictObject({ kind: z.literal('bye'), state: z.enum(['done', 'failed', 'left']) }),
]);
export type ClientMessage = z.infer<typeof ClientMessage>;

export const GatewayMessage = z.discriminatedUnion('kind', [
  /** `planWanted`: the gateway does not know yet which chapters the run has. */
  z.object({ kind: z.literal('welcome'), planWanted: z.boolean() }),
  z.object({
    kind: z.literal('spoken'),
    id: z.number().int(),
    sampleRate: z.number().int(),
    generationSeconds: z.number(),
    implementation: z.string(),
    /** It was spoken for another client, which has it too. */
    shared: z.boolean().optional(),
    /** Where the speech is, if it is not the frame's body; the client's own to remove. */
    file: z.string().optional(),
  }),
  z.object({
    kind: z.literal('failed'),
    id: z.number().int(),
    failure: z.custom<Failure>((value) => typeof value === 'object' && value !== null),
  }),
  /** The gateway hands over: the next one is to be asked. */
  z.object({ kind: z.literal('moved'), id: z.number().int() }),
  z.object({
    kind: z.literal('progress'),
    run: RunStatus,
    slotsBusy: z.number().int(),
    slots: z.number().int(),
  }),
  /** Said every second to clients that are told no progress. */
  z.object({ kind: z.literal('alive') }),
  /** Why nothing is spoken at the moment, and that it goes on again. */
  z.object({ kind: z.literal('notice'), message: z.string() }),
]);
export type GatewayMessage = z.infer<typeof GatewayMessage>;
