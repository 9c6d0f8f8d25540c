// A space's colour as tokens of the look, light and dark, readable whatever the colour is. Pure.
//
// Hue and strength are the space's; how light a token is follows from what is written in it or stands behind it, since contrast goes before likeness.
// Lightness is that of OKLCH (Björn Ottosson, "A perceptual color space for image processing", 2020), in which equal steps look equal.

/** @typedef {[number, number, number]} Rgb  each 0-255 */
/** @typedef {{ lightness: number, chroma: number, hue: number }} Shade  lightness 0-1, hue in radians */

/** Better than WCAG's 4.5:1, so that it holds after rounding and for what lies between two tokens. */
const readable = 5;

/** What the tokens stand before or carry, as in looks/tokens.css: the least favourable of it. */
const behind = { light: '#eff3ef', dark: '#46370f' };

/** @param {string | undefined} colour  `#rrggbb`
 * @returns {Record<'light' | 'dark', Record<string, string>> | null}  null: it is no colour */
export function brandTokens(colour) {
  const rgb = rgbOf(colour ?? '');
  if (!rgb) return null;
  const own = shadeOf(rgb);
  return { light: lightTokens(own), dark: darkTokens(own) };
}

/** @param {Shade} own */
function lightTokens(own) {
  const corridor = until({ ...own, lightness: Math.min(own.lightness, 0.42) }, -1, '#ffffff', 8);
  const raised = until(lighter(corridor, 0.07), -1, '#ffffff', 6);
  const act = until({ ...own, lightness: Math.min(own.lightness, 0.5) }, -1, behind.light, readable);
  return {
    corridor: hexOf(corridor), 'corridor-raised': hexOf(raised), 'corridor-line': hexOf(lighter(raised, 0.1)),
    'on-corridor': hexOf({ ...own, lightness: 0.98, chroma: Math.min(own.chroma, 0.01) }),
    'on-corridor-soft': hexOf(until({ ...own, lightness: 0.82, chroma: Math.min(own.chroma, 0.05) }, 1, hexOf(raised), readable)),
    act: hexOf(act), 'act-strong': hexOf(lighter(act, -0.08)), 'on-act': '#ffffff', focus: hexOf(act),
  };
}

/** @param {Shade} own */
function darkTokens(own) {
  const dim = { ...own, chroma: Math.min(own.chroma, 0.05) };
  const raised = { ...dim, lightness: 0.3 };
  const act = until({ ...own, lightness: Math.max(own.lightness, 0.78), chroma: Math.min(own.chroma, 0.13) }, 1, behind.dark, readable);
  return {
    corridor: hexOf({ ...dim, lightness: 0.19 }), 'corridor-raised': hexOf(raised), 'corridor-line': hexOf({ ...dim, lightness: 0.36 }),
    'on-corridor': hexOf({ ...own, lightness: 0.95, chroma: Math.min(own.chroma, 0.01) }),
    'on-corridor-soft': hexOf(until({ ...dim, lightness: 0.76 }, 1, hexOf(raised), readable)),
    act: hexOf(act), 'act-strong': hexOf(lighter(act, 0.06)), 'on-act': hexOf({ ...dim, lightness: 0.2 }), focus: '#ffca6a',
  };
}

/** The contrast of two colours, 1 to 21 (WCAG 2.2). @param {string} one @param {string} other */
export function contrast(one, other) {
  const [a, b] = [one, other].map((hex) => luminance(/** @type {Rgb} */ (rgbOf(hex))));
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** Lighter (1) or darker (-1) until it can be read before that. @param {Shade} shade @param {1 | -1} step @param {string} before @param {number} wanted */
function until(shade, step, before, wanted) {
  let found = shade;
  while (found.lightness > 0 && found.lightness < 1 && contrast(hexOf(found), before) < wanted) found = lighter(found, step * 0.01);
  return found;
}

/** @param {Shade} shade @param {number} by */
const lighter = (shade, by) => ({ ...shade, lightness: Math.min(1, Math.max(0, shade.lightness + by)) });

/** @param {string} hex @returns {Rgb | null} */
function rgbOf(hex) {
  if (!/^#[0-9a-f]{6}$/i.test(hex)) return null;
  return /** @type {Rgb} */ ([1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)));
}

/** @param {number} value  0-255 */
const linear = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);

/** @param {number} value  0-1 @returns {number} 0-255 */
const encoded = (value) => 255 * (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055);

/** @param {Rgb} rgb */
const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);

/** @param {Rgb} rgb @returns {Shade} */
function shadeOf(rgb) {
  const [r, g, b] = rgb.map(linear);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const along = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const across = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  return { lightness: 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s, chroma: Math.hypot(along, across), hue: Math.atan2(across, along) };
}

/** With as much of its strength as a screen can show at this lightness. @param {Shade} shade @returns {string} */
function hexOf(shade) {
  let rgb = rgbLinearOf(shade);
  for (let { chroma } = shade; chroma > 0 && rgb.some((value) => value < -0.0005 || value > 1.0005); ) {
    chroma = Math.max(0, chroma - 0.005);
    rgb = rgbLinearOf({ ...shade, chroma });
  }
  return `#${rgb.map((value) => Math.round(encoded(Math.min(1, Math.max(0, value)))).toString(16).padStart(2, '0')).join('')}`;
}

/** @param {Shade} shade */
function rgbLinearOf({ lightness, chroma, hue }) {
  const along = chroma * Math.cos(hue);
  const across = chroma * Math.sin(hue);
  const l = (lightness + 0.3963377774 * along + 0.2158037573 * across) ** 3;
  const m = (lightness - 0.1055613458 * along - 0.0638541728 * across) ** 3;
  const s = (lightness - 0.0894841775 * along - 1.291485548 * across) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}
