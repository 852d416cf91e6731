/** Message Encryption for Web Push (RFC 8291), on the encoding aes128gcm (RFC 8188), in one record. */
import { createCipheriv, createECDH, ECDH, hkdfSync, randomBytes } from 'node:crypto';

/** The client's keys, as `PushSubscription.keys` has them: base64url. */
export interface PushKeys {
  readonly p256dh: string;
  readonly auth: string;
}

const curve = 'prime256v1';
/** Octets of an uncompressed point on P-256. */
const pointLength = 65;
const authLength = 16;
const tagLength = 16;
/** Push services take 4096 octets in one record (RFC 8291 §4). */
const recordSize = 4096;

/** @returns whether these are keys that can be encrypted with: a point of the curve, and a secret of 16 octets */
export function areUsable({ p256dh, auth }: PushKeys): boolean {
  const point = fromBase64Url(p256dh);
  if (point?.length !== pointLength || point[0] !== 4 || fromBase64Url(auth)?.length !== authLength) return false;
  try {
    // Fails where the point does not lie on the curve.
    ECDH.convertKey(point, curve);
    return true;
  } catch {
    return false;
  }
}

/** What makes each message another one; given by tests. */
export interface Ephemeral {
  readonly salt: Buffer;
  /** Private key of the server for this message alone. */
  readonly privateKey: Buffer;
}

/** @returns the body to post, with `Content-Encoding: aes128gcm` */
export function encryptPush(plaintext: Buffer, keys: PushKeys, ephemeral?: Ephemeral): Buffer {
  const clientPublic = Buffer.from(keys.p256dh, 'base64url');
  const own = createECDH(curve);
  if (ephemeral) own.setPrivateKey(ephemeral.privateKey);
  else own.generateKeys();
  const ownPublic = own.getPublicKey();
  const salt = ephemeral?.salt ?? randomBytes(16);

  const keyInfo = Buffer.concat([Buffer.from('WebPush: info\0'), clientPublic, ownPublic]);
  const secret = Buffer.from(hkdfSync('sha256', own.computeSecret(clientPublic), Buffer.from(keys.auth, 'base64url'), keyInfo, 32));
  const contentKey = Buffer.from(hkdfSync('sha256', secret, salt, 'Content-Encoding: aes128gcm\0', 16));
  const nonce = Buffer.from(hkdfSync('sha256', secret, salt, 'Content-Encoding: nonce\0', 12));

  // The octet 2 ends the last record; the nonce of the first record is the nonce itself.
  const record = Buffer.concat([plaintext, Buffer.of(2)]);
  const cipher = createCipheriv('aes-128-gcm', contentKey, nonce);
  const sealed = Buffer.concat([cipher.update(record), cipher.final(), cipher.getAuthTag()]);

  const header = Buffer.alloc(21);
  salt.copy(header);
  header.writeUInt32BE(Math.max(recordSize, record.length + tagLength), 16);
  header.writeUInt8(ownPublic.length, 20);
  return Buffer.concat([header, ownPublic, sealed]);
}

function fromBase64Url(text: string): Buffer | undefined {
  return /^[\w-]{1,128}={0,2}$/.test(text) ? Buffer.from(text, 'base64url') : undefined;
}
