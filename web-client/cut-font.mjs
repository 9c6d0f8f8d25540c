// Cuts a font down to some letters and weights, and takes away what else it knows: pairs of letters alone are a quarter of what is left of it.
// @ts-expect-error the package has no types
import fontverter from 'fontverter';
// @ts-expect-error the package has no types
import subsetFont from 'subset-font';

const recordBytes = 16; // of a table in the directory (OpenType, "Font file"): tag, checksum, offset, length
const headerBytes = 12;

/** What a page does without: kerning, forms that it does not ask for, how the axes are called in the menus of programs, and widths by weight, which the outlines know, too
 * (OpenType, "HVAR": the phantom points of gvar). */
const spare = new Set(['GPOS', 'GSUB', 'GDEF', 'STAT', 'HVAR']);
/** A table of names without one; those of its makers stand in the licence beside it. */
const nameless = Buffer.from([0, 0, 0, 0, 0, 6]);

/** @param {Buffer} font @param {string} letters @param {{ min: number, max: number, default: number }} weights @returns {Promise<Buffer>}  a WOFF2 */
export async function cutFont(font, letters, weights) {
  const small = await subsetFont(font, letters, { targetFormat: 'truetype', noLayoutClosure: true, variationAxes: { wght: weights } });
  return fontverter.convert(withoutSpare(small), 'woff2');
}

/** @param {Buffer} font  a TrueType font */
function withoutSpare(font) {
  const records = Array.from({ length: font.readUInt16BE(4) }, (_, index) => font.subarray(headerBytes + index * recordBytes, headerBytes + (index + 1) * recordBytes));
  const tagOf = (/** @type {Buffer} */ record) => record.toString('latin1', 0, 4);
  const kept = records.filter((record) => !spare.has(tagOf(record))).map((record) => Buffer.from(record));
  const header = Buffer.from(font.subarray(0, headerBytes));
  const log = Math.floor(Math.log2(kept.length));
  [kept.length, recordBytes * 2 ** log, log, recordBytes * (kept.length - 2 ** log)].forEach((value, index) => header.writeUInt16BE(value, 4 + 2 * index));
  /** @type {Buffer[]} */
  const tables = [];
  let at = headerBytes + kept.length * recordBytes;
  for (const record of kept) {
    const offset = record.readUInt32BE(8);
    const table = tagOf(record) === 'name' ? nameless : font.subarray(offset, offset + record.readUInt32BE(12));
    const padded = Buffer.concat([table, Buffer.alloc(-table.length & 3)]);
    record.writeUInt32BE(table.length, 12);
    record.writeUInt32BE(at, 8);
    tables.push(padded);
    at += padded.length;
  }
  return Buffer.concat([header, ...kept, ...tables]);
}
