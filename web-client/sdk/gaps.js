// The markers between rows: what of a room's log is not here, and since when. Pure.

/** @import { GapMarker, Marker } from './types.js' */

/** @param {number} from @param {number} to  both inclusive
 * @returns {GapMarker} */
const gap = (from, to) => ({ kind: 'gap', from, to, afterOffset: from - 1 });

/** @param {readonly Marker[]} markers @returns {readonly Marker[]} */
const sorted = (markers) => [...markers].sort((a, b) => a.afterOffset - b.afterOffset);

/** @param {readonly Marker[]} markers @param {number} from @param {number} to */
export function addGap(markers, from, to) {
  if (from > to) return markers;
  if (markers.some((marker) => marker.kind === 'gap' && marker.from <= from && marker.to >= to)) return markers;
  return sorted([...coverGaps(markers, from, to), gap(from, to)]);
}

/** Takes what is here now, `from` to `to`, out of every gap.
 * @param {readonly Marker[]} markers @param {number} from @param {number} to
 * @returns {readonly Marker[]} `markers` itself if nothing changed */
export function coverGaps(markers, from, to) {
  /** @param {Marker} marker */
  const isTouched = (marker) => marker.kind === 'gap' && marker.from <= to && marker.to >= from;
  if (!markers.some(isTouched)) return markers;
  return sorted(
    markers.flatMap((marker) => (isTouched(marker) ? remains(/** @type {GapMarker} */ (marker), from, to) : marker)),
  );
}

/** @param {GapMarker} marker @param {number} from @param {number} to */
function remains(marker, from, to) {
  const parts = [];
  if (marker.from < from) parts.push(gap(marker.from, from - 1));
  if (marker.to > to) parts.push(gap(to + 1, marker.to));
  return parts;
}
