// Draws figures as SVG: horizontal bars with their spread. Pure; readable in light and dark.
import { readable } from "./statistics.mjs";

export const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const width = 760;
const namesWidth = 250;
const valuesWidth = 110;
const rowHeight = 26;
const headHeight = 44;

const style = "text{font:13px system-ui,sans-serif;fill:#222}.title{font-weight:600;font-size:15px}.bar{fill:#3b6fb6}.spread{stroke:#111;stroke-width:1.5}"
  + "@media(prefers-color-scheme:dark){text{fill:#eee}.bar{fill:#7aa7e6}.spread{stroke:#fff}}";

/**
 * @param {string} title
 * @param {string} unit
 * @param {{ name: string, median?: number, min?: number, max?: number }[]} rows  one without a figure is the heading of those that follow, which have a scale of their own
 */
export function bars(title, unit, rows) {
  const room = width - namesWidth - valuesWidth;
  let most = 0;
  const long = (value) => Math.round((value / most) * room * 100) / 100;
  const mostFrom = (index) => {
    const next = rows.findIndex(({ median }, at) => at > index && median === undefined);
    return Math.max(...rows.slice(index, next < 0 ? undefined : next).map(({ max }) => max ?? 0), Number.MIN_VALUE);
  };
  const lines = rows.map(({ name, median, min, max }, index) => {
    if (index === 0 || median === undefined) most = mostFrom(index);
    const top = headHeight + index * rowHeight;
    const middle = top + rowHeight / 2;
    const label = `<text x="${namesWidth - 8}" y="${middle + 4}" text-anchor="end">${escaped(name)}</text>`;
    if (median === undefined) return `<text class="title" x="8" y="${middle + 4}">${escaped(name)}</text>`;
    const bar = `<rect class="bar" x="${namesWidth}" y="${top + 4}" height="${rowHeight - 8}" width="${long(median)}"/>`;
    const spread = min < max ? `<line class="spread" x1="${namesWidth + long(min)}" x2="${namesWidth + long(max)}" y1="${middle}" y2="${middle}"/>` : "";
    return `${label}${bar}${spread}<text x="${namesWidth + long(max) + 8}" y="${middle + 4}">${readable(median)} ${escaped(unit)}</text>`;
  });
  const height = headHeight + rows.length * rowHeight + 8;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">`
    + `<style>${style}</style><text class="title" x="8" y="24">${escaped(title)}</text>${lines.join("\n")}</svg>\n`;
}
