// Builds the page into ../build/web: bundled, with hashed names for what never changes, and compressed copies beside the texts.
//
//   index.html, sdk/hallway.js   under names that stay, to be asked for again each time
//   assets/…-<hash>.…            under names that change with what is in them, to be kept for ever

import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const here = dirname(fileURLToPath(import.meta.url));
const app = join(here, 'app');
const target = join(here, '..', 'build', 'web');
const making = `${target}.new`;
const browsers = ['chrome107', 'edge107', 'firefox110', 'safari16'];
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

/** The script, the style sheet and what they refer to. */
async function bundle() {
  const { metafile } = await build({
    ...common,
    entryPoints: ['app/main.js', 'app/looks/page.css'],
    outdir: join(making, 'assets'),
    entryNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    chunkNames: 'part-[hash]',
    splitting: true,
    format: 'esm',
    loader: { '.woff2': 'file' },
    legalComments: 'linked',
    metafile: true,
  });
  /** @type {string[]} */
  let parts = [];
  for (const [path, { entryPoint, imports }] of Object.entries(metafile.outputs)) {
    if (entryPoint) addresses.set(entryPoint.replace('app/', ''), `/assets/${basename(path)}`);
    if (entryPoint === 'app/main.js') parts = imports.filter(({ kind }) => kind === 'import-statement').map((part) => `/assets/${basename(part.path)}`);
  }
  const font = Object.keys(metafile.outputs).map((path) => `/assets/${basename(path)}`).find((path) => /latin-wght.*\.woff2$/.test(path));
  return { font, parts };
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

/** @param {string | undefined} font  what the first screen is written in @param {readonly string[]} parts  of the script, which it would ask for only when it is here */
async function page(font, parts) {
  const source = await readFile(join(app, 'index.html'), 'utf8');
  const preload = (font ? `<link rel="preload" href="${font}" as="font" type="font/woff2" crossorigin />` : '')
    + parts.map((part) => `<link rel="modulepreload" href="${part}" />`).join('');
  const html = addressed(source).replace('</head>', `${preload}</head>`).replace(/<!--[\s\S]*?-->/g, '').replace(/^\s+/gm, '');
  await writeFile(join(making, 'index.html'), html);
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
const { font, parts } = await bundle();
await bundleSdk();
for (const name of await readdir(join(app, 'icons'))) await place(`icons/${name}`, await readFile(join(app, 'icons', name)));
await place('manifest.webmanifest', addressed(await readFile(join(app, 'manifest.webmanifest'), 'utf8')));
await cp(join(here, 'node_modules', '@fontsource-variable', 'atkinson-hyperlegible-next', 'LICENSE'), join(making, 'assets', 'font-license.txt'));
await page(font, parts);
await Promise.all((await filesIn(making)).filter((path) => texts.has(extname(path))).map(compress));
await rm(target, { recursive: true, force: true });
await rename(making, target);
