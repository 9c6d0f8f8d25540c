// Builds the page into ../build/web: bundled, with hashed names for what never changes, and compressed copies beside the texts.
//
//   index.html, offline-worker.js, sdk/hallway.js   under names that stay, to be asked for again each time
//   assets/…-<hash>.…            under names that change with what is in them, to be kept for ever

import { build, transform } from 'esbuild';
import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

import { cutFont } from './cut-font.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const app = join(here, 'app');
const target = join(here, '..', 'build', 'web');
const making = `${target}.new`;
const browsers = ['chrome107', 'edge107', 'firefox110', 'safari16.4'];
const texts = new Set(['.html', '.js', '.css', '.svg', '.webmanifest', '.txt']);

/** @type {import('esbuild').BuildOptions} */
const common = { absWorkingDir: here, bundle: true, minify: true, logLevel: 'warning', target: browsers, charset: 'utf8' };

/** @type {Map<string, string>} what index.html and the manifest name -> the address under which it is served */
const addresses = new Map();

/** @param {Buffer | string} content */
const hashOf = (content) => createHash('sha256').update(content).digest('hex').slice(0, 8);

/** Writes a file under a name that has its hash.
 * @param {string} name  as the page names it @param {Buffer | string} content */
async function place(name, content) {
  const extension = extname(name);
  const address = `/assets/${basename(name, extension)}-${hashOf(content)}${extension}`;
  await writeFile(join(making, address), content);
  addresses.set(name, address);
}

/** What is imported when it is needed brings `main.js` with it, so that all that the page begins with is one file, and not two of which the
 * first only names the second. Words are left out: `main.js` waits for them. @type {import('esbuild').Plugin} */
const oneBeginning = {
  name: 'one beginning',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.{1,2}\/.*\.js$/ }, ({ kind, path, resolveDir }) => {
      const file = join(resolveDir, path);
      return kind === 'dynamic-import' && !file.startsWith(join(app, 'words')) ? { path: file, namespace: 'later' } : undefined;
    });
    onLoad({ filter: /.*/, namespace: 'later' }, ({ path }) => ({
      contents: `import ${JSON.stringify(join(app, 'main.js'))}; export * from ${JSON.stringify(path)};`, resolveDir: dirname(path),
    }));
  },
};

const weights = { min: 400, max: 700, default: 400 }; // those that the page uses

/** "U+20-7E,U+A0" as text. @param {string} ranges */
const lettersOf = (ranges) => ranges.split(',').map((range) => {
  const [first, last = first] = range.replace('U+', '').split('-').map((digits) => parseInt(digits, 16));
  return String.fromCodePoint(...Array.from({ length: last - first + 1 }, (_, index) => first + index));
}).join('');

/** A font that is named with `?U+…` is cut down to these letters. @type {import('esbuild').Plugin} */
const smallFonts = {
  name: 'small fonts',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\.woff2\?U\+/ }, ({ path, resolveDir }) => {
      const [name, letters] = path.split('?');
      return { path: join(resolveDir, name), namespace: 'letters', pluginData: lettersOf(letters) };
    });
    onLoad({ filter: /.*/, namespace: 'letters' }, async ({ path, pluginData: letters }) => ({
      contents: await cutFont(await readFile(path), letters, weights), loader: 'file',
    }));
  },
};

/** A style sheet that a script imports becomes its text, which `wear` puts on: looks that only one place has come with it. @type {import('esbuild').Plugin} */
const wornLooks = {
  name: 'worn looks',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\.css$/ }, ({ path, importer, resolveDir }) => (importer.endsWith('.js') ? { path: join(resolveDir, path), namespace: 'worn' } : undefined));
    onLoad({ filter: /.*/, namespace: 'worn' }, async ({ path }) => {
      const source = `@layer components { ${await readFile(path, 'utf8')} }`;
      const { code } = await transform(source, { loader: 'css', minify: true, target: browsers });
      return { contents: `export default ${JSON.stringify(code.trim())};` };
    });
  },
};

/** The page's elements have no styles of their own, see light-element.js: what lit has for such need not travel. @type {import('esbuild').Plugin} */
const noOwnStyles = {
  name: 'no own styles',
  setup({ onLoad }) {
    onLoad({ filter: /@lit.reactive-element.css-tag\.js$/ }, () => ({
      contents: 'export const getCompatibleStyle = (s) => s, adoptStyles = () => {}, css = 0, unsafeCSS = 0, supportsAdoptingStyleSheets = true, CSSResult = 0;',
    }));
  },
};

/** The script, the style sheet and what they refer to. */
async function bundle() {
  const { metafile } = await build({
    ...common,
    loader: { '.woff2': 'file' },
    splitting: true,
    plugins: [oneBeginning, smallFonts, wornLooks, noOwnStyles],
    entryPoints: ['app/main.js', 'app/looks/page.css'],
    outdir: join(making, 'assets'),
    entryNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    format: 'esm',
    legalComments: 'external', // beside the file, under its name: what is fetched first does not say so
    metafile: true,
  });
  for (const [path, { entryPoint }] of Object.entries(metafile.outputs)) {
    if (entryPoint?.startsWith('app/')) addresses.set(entryPoint.replace('app/', ''), `/assets/${basename(path)}`);
  }
  await skipEmptyMain(metafile);
  const first = Object.entries(metafile.outputs).find(([, { inputs }]) => Object.keys(inputs).some((input) => input.startsWith('letters:')));
  return first && `/assets/${basename(first[0])}`;
}

/** What is left of `main.js` only names the file that all of it is in. @param {import('esbuild').Metafile} metafile */
async function skipEmptyMain({ outputs }) {
  const main = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === 'app/main.js');
  if (!main) throw new Error('There is no main.js.');
  const [path, { imports, inputs }] = main;
  const [whole, ...more] = imports.filter(({ kind }) => kind === 'import-statement');
  const isEmpty = Object.values(inputs).every(({ bytesInOutput }) => bytesInOutput === 0);
  if (!whole || more.length > 0 || !isEmpty) throw new Error('The page begins with more than one file.');
  addresses.set('main.js', `/assets/${basename(whole.path)}`);
  await rm(join(here, path));
}

/** The SDK as one module that others may import from a server. */
const bundleSdk = () => build({ ...common, entryPoints: ['sdk/hallway.js'], outfile: join(making, 'sdk', 'hallway.js'), format: 'esm', minify: false });

/** @param {string} text  in which files are named as they lie in app/ */
function addressed(text) {
  return text.replace(/"((?:icons|looks)\/[\w.-]+|main\.js|manifest\.webmanifest)"/g, (_, name) => {
    const address = addresses.get(name);
    if (!address) throw new Error(`Nothing was built for "${name}".`);
    return `"${address}"`;
  });
}

/** @param {string | undefined} font  what the first screen is written in */
async function page(font) {
  const source = await readFile(join(app, 'index.html'), 'utf8');
  const preload = font ? `<link rel="preload" href="${font}" as="font" type="font/woff2" crossorigin />` : '';
  const html = addressed(source).replace('</head>', `${preload}</head>`).replace(/<!--[\s\S]*?-->/g, '').replace(/^\s+/gm, '');
  await writeFile(join(making, 'index.html'), html);
}

/** What opens the page without a network, and knows the names of its files. @param {string | undefined} font */
async function offlineWorker(font) {
  const parts = (await readdir(join(making, 'assets'))).filter((name) => /\.(js|css)$/.test(name)).map((name) => `/assets/${name}`);
  const files = ['/', ...parts, ...(font ? [font] : [])];
  const version = hashOf(files.join() + await readFile(join(making, 'index.html'), 'utf8'));
  await build({
    ...common, entryPoints: ['app/offline-worker.js'], outfile: join(making, 'offline-worker.js'), format: 'iife',
    define: { FILES: JSON.stringify(files), VERSION: JSON.stringify(version) },
  });
}

/** @param {string} folder @returns {Promise<string[]>} */
async function filesIn(folder) {
  const entries = await readdir(folder, { withFileTypes: true });
  const lists = await Promise.all(entries.map((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : [path];
  }));
  return lists.flat();
}

/** @param {string} path */
async function compress(path) {
  const content = await readFile(path);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  const forms = { '.br': await promisify(brotliCompress)(content, { params }), '.gz': await promisify(gzip)(content, { level: 9 }) };
  for (const [extension, small] of Object.entries(forms)) {
    if (small.length < content.length) await writeFile(path + extension, small);
  }
}

await rm(making, { recursive: true, force: true });
await mkdir(join(making, 'assets'), { recursive: true });
const font = await bundle();
await bundleSdk();
for (const name of await readdir(join(app, 'icons'))) await place(`icons/${name}`, await readFile(join(app, 'icons', name)));
await place('manifest.webmanifest', addressed(await readFile(join(app, 'manifest.webmanifest'), 'utf8')));
await cp(join(here, 'node_modules', '@fontsource-variable', 'atkinson-hyperlegible-next', 'LICENSE'), join(making, 'assets', 'font-license.txt'));
await page(font);
await offlineWorker(font);
await Promise.all((await filesIn(making)).filter((path) => texts.has(extname(path))).map(compress));
await rm(target, { recursive: true, force: true });
await rename(making, target);
