// Takes away what lit leaves behind: since lit-html 3.3.0, `repeat` forgets the comment that marked the end of an item which it removed. An hour of a
// fast room leaves tens of thousands of them. To be dropped when a later version removes them itself (the bench of the page counts nodes).

const slack = 200; // comments; looking is cheap, but not at every message

/** @param {Element | null} list  its items are rendered by one `repeat`, each as one element */
export function removeLeftMarkers(list) {
  if (!list || list.childNodes.length < 4 * list.childElementCount + slack) return;
  /** Comments since the last element. @type {ChildNode[]} */
  let between = [];
  let isFirst = true;
  for (const node of [...list.childNodes]) {
    if (node.nodeType === Node.COMMENT_NODE) between.push(node);
    else if (node.nodeType === Node.ELEMENT_NODE) {
      // What stays: of the list its own marker, of the item before its end, of this one its beginning.
      remove(between.slice(1, -1));
      between = [];
      isFirst = false;
    }
  }
  if (!isFirst) remove(between.slice(1));
}

/** @param {ChildNode[]} nodes */
const remove = (nodes) => nodes.forEach((node) => node.remove());
