// Keeps the page within what a virtual keyboard leaves of the view, where the browser does not do so by itself.

const keyboardMin = 80; // px; a smaller difference is a toolbar's

/** @param {Window} window */
export function fitToView(window) {
  const { visualViewport, document } = window;
  if (!visualViewport) return;
  const fit = () => {
    const isCovered = visualViewport.scale === 1 && window.innerHeight - visualViewport.height > keyboardMin;
    const { style } = document.documentElement;
    if (isCovered) style.setProperty('--view-block-size', `${Math.floor(visualViewport.height)}px`);
    else style.removeProperty('--view-block-size');
    if (isCovered) window.scrollTo(0, 0);
  };
  visualViewport.addEventListener('resize', fit);
}
