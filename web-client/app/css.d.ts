// A style sheet that is imported is its text; see build.mjs.
declare module '*.css' {
  const text: string;
  export default text;
}

// What the build puts into offline-worker.js: the addresses of the page's files, and a name for this set of them.
declare const FILES: readonly string[];
declare const VERSION: string;
