import { generateKeyPairSync, sign } from 'node:crypto';

/** A certificate for `localhost` and 127.0.0.1 that is signed with its own key (X.509, RFC 5280), as PEM. */
export function selfSignedCertificate(): { key: string; cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(ecdsaWithSha256);
  const name = sequence(set(sequence(commonName, tagged(0x0c, Buffer.from('localhost')))));
  const day = 24 * 60 * 60 * 1_000;
  const extensions = sequence(
    sequence(subjectAltName, octets(sequence(dnsName('localhost'), address([127, 0, 0, 1])))),
    sequence(basicConstraints, octets(sequence(tagged(0x01, Buffer.of(0xff))))),
  );
  const content = sequence(
    tagged(0xa0, integer(2)),
    integer(1),
    algorithm,
    name,
    sequence(utcTime(Date.now() - day), utcTime(Date.now() + day)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, extensions),
  );
  const signature = tagged(
    0x03,
    Buffer.concat([Buffer.of(0), sign('sha256', content, privateKey)]),
  );
  const der = sequence(content, algorithm, signature).toString('base64');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${der.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
  };
}

const objectId = (...bytes: number[]) => tagged(0x06, Buffer.from(bytes));
/** 1.2.840.10045.4.3.2 */
const ecdsaWithSha256 = objectId(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02);
/** 2.5.4.3, 2.5.29.17, 2.5.29.19 */
const commonName = objectId(0x55, 0x04, 0x03);
const subjectAltName = objectId(0x55, 0x1d, 0x11);
const basicConstraints = objectId(0x55, 0x1d, 0x13);

function tagged(tag: number, content: Uint8Array): Buffer {
  const { length } = content;
  const size =
    length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.of(tag, ...size), content]);
}

function sequence(...parts: Uint8Array[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

function set(...parts: Uint8Array[]): Buffer {
  return tagged(0x31, Buffer.concat(parts));
}

function octets(content: Uint8Array): Buffer {
  return tagged(0x04, content);
}

function integer(value: number): Buffer {
  return tagged(0x02, Buffer.of(value));
}

function dnsName(name: string): Buffer {
  return tagged(0x82, Buffer.from(name));
}

function address(bytes: number[]): Buffer {
  return tagged(0x87, Buffer.from(bytes));
}

/** `YYMMDDhhmmssZ` */
function utcTime(time: number): Buffer {
  const digits = new Date(time).toISOString().replace(/\D/g, '').slice(2, 14);
  return tagged(0x17, Buffer.from(`${digits}Z`));
}
