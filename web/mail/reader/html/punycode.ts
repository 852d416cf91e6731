/** Decodes a label of a domain name (RFC 3492, RFC 5891): browsers only encode. Pure. */

const [base, least, most, skew, damp, firstBias, firstCode] = [36, 1, 26, 38, 700, 72, 128] as const;

/** @param label such as `xn--caf-dma`; others come back as they are, as does what cannot be decoded */
export function decodedLabel(label: string): string {
  if (!/^xn--[a-z0-9-]{1,59}$/i.test(label)) return label;
  const text = label.slice(4).toLowerCase();
  const dash = text.lastIndexOf('-');
  const codes = [...text.slice(0, Math.max(0, dash))].map((sign) => sign.charCodeAt(0));
  let [code, bias, index] = [firstCode as number, firstBias as number, 0];
  for (let at = dash < 0 ? 0 : dash + 1; at < text.length; ) {
    const before = index;
    for (let weight = 1, k = base as number; ; k += base) {
      const digit = digitOf(text.charCodeAt(at++));
      if (digit === undefined) return label;
      index += digit * weight;
      const threshold = Math.min(Math.max(k - bias, least), most);
      if (digit < threshold) break;
      weight *= base - threshold;
    }
    const length = codes.length + 1;
    bias = adapted(index - before, length, before === 0);
    code += Math.floor(index / length);
    index %= length;
    if (code > 0x10ffff) return label;
    codes.splice(index++, 0, code);
  }
  return String.fromCodePoint(...codes);
}

function digitOf(sign: number): number | undefined {
  if (sign >= 0x30 && sign <= 0x39) return sign - 0x30 + 26;
  return sign >= 0x61 && sign <= 0x7a ? sign - 0x61 : undefined;
}

function adapted(difference: number, length: number, isFirst: boolean): number {
  let delta = isFirst ? Math.floor(difference / damp) : difference >> 1;
  delta += Math.floor(delta / length);
  let steps = 0;
  for (; delta > ((base - least) * most) >> 1; steps += base) delta = Math.floor(delta / (base - least));
  return steps + Math.floor(((base - least + 1) * delta) / (delta + skew));
}
