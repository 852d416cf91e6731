import type { DemoAttachment } from './compose.ts';

/** A one-page PDF with one line of text, cross-reference table included. */
export function pdf(name: string, line: string): DemoAttachment {
  const content = `BT /F1 18 Tf 72 760 Td (${line.replace(/[\\()]/g, '\\$&')}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let file = '%PDF-1.4\n';
  const offsets = objects.map((object, i) => {
    const at = file.length;
    file += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const table = file.length;
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')}`;
  file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`;
  return { name, type: 'application/pdf', content: Buffer.from(file, 'latin1') };
}

/** A table that spreadsheet programs open; the mark in front tells Excel that it is UTF-8. */
export function csv(name: string, rows: readonly (readonly (string | number)[])[]): DemoAttachment {
  const text = rows.map((row) => row.map((cell) => (/[";\n]/.test(String(cell)) ? `"${String(cell).replaceAll('"', '""')}"` : cell)).join(';')).join('\r\n');
  return { name, type: 'text/csv; charset=utf-8', content: Buffer.from(`\ufeff${text}\r\n`) };
}
