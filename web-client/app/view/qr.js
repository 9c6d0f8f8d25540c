// A QR code as the path of an SVG. Fetched only when a code is shown.

import qrcode from 'qrcode-generator';

/** Light modules around the code, as the standard asks for. */
const margin = 4;

/**
 * @param {string} text  an address; at most 2,300 bytes
 * @returns {{ size: number, path: string }}  in modules, the margin in it
 * @throws {Error} if it does not fit
 */
export function qrOf(text) {
  const code = qrcode(0, 'M');
  code.addData(unescape(encodeURIComponent(text)), 'Byte'); // its bytes in UTF-8
  code.make();
  const count = code.getModuleCount();
  let path = '';
  for (let y = 0; y < count; y++) {
    for (let x = 0; x < count; x++) {
      if (!code.isDark(y, x)) continue;
      let end = x + 1;
      while (end < count && code.isDark(y, end)) end++;
      path += `M${x + margin} ${y + margin}h${end - x}v1h-${end - x}z`;
      x = end;
    }
  }
  return { size: count + 2 * margin, path };
}
