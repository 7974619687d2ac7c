import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorCode, serverMessage } from './server-message.ts';

const said = (value: unknown) => serverMessage(Buffer.from(JSON.stringify(value)));

describe('serverMessage()', () => {
  it.each([
    [{ error: { message: 'no voice', type: 'bad', code: 400 } }],
    [{ error: 'no voice' }],
    [{ detail: 'no voice' }],
    ['no voice'],
    [{ detail: { error: { message: 'no voice' } } }],
    [{ message: 'no voice' }],
  ])('unwraps %j', (value) => {
    expect(said(value)).toBe('no voice');
  });

  it('takes the words, not the code, of an error with both', () => {
    expect(said({ detail: { error: 'validation_error', message: 'no voice af_x' } })).toBe(
      'no voice af_x',
    );
  });

  it('names the fields that FastAPI complains of', () => {
    const detail = [
      { loc: ['body', 'input'], msg: 'too long', type: 'x' },
      { loc: ['body', 'speed'], msg: 'too fast', type: 'y' },
    ];
    expect(said({ detail })).toBe('input: too long; speed: too fast');
  });

  it('gives anything else as it is, on one line', () => {
    expect(serverMessage(Buffer.from('Internal\r\n\tServer \u001b[31mError'))).toBe(
      'Internal Server [31mError',
    );
    expect(serverMessage(Buffer.alloc(0))).toBe('');
  });

  it('leaves the secret out', () => {
    expect(serverMessage(Buffer.from('key sk-1 is not sk-2'), 'sk-1')).toBe('key … is not sk-2');
  });

  it('is never longer than 200 characters, nor has control characters', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        const message = serverMessage(Buffer.from(bytes));
        expect(message.length).toBeLessThanOrEqual(200);
        expect(message).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});

it('has the code of an error in OpenAI’s shape', () => {
  const error = { message: 'no such voice', type: 'invalid_request_error', code: 'unknown_preset' };
  expect(errorCode(Buffer.from(JSON.stringify({ error })))).toBe('unknown_preset');
  expect(errorCode(Buffer.from('{"error":"no"}'))).toBe('');
  expect(errorCode(Buffer.from('no'))).toBe('');
});
