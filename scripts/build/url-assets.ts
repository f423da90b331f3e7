import { posix } from 'node:path';

/**
 * Sources reach files beside them by `new URL('../sql/', import.meta.url)`. In the bundle there is one module in
 * `dist/`, so each such expression is rewritten to where the build puts a copy of the file or folder.
 */
export interface UrlAsset {
  /** Relative to the repository; a folder ends with a slash. */
  readonly source: string;
  /** Relative to `dist/`. */
  readonly target: string;
}

const ASSET_URL = /new URL\(\s*'(\.{1,2}\/[^']*)',\s*import\.meta\.url,?\s*\)/g;
const SQL_FOLDER = /^(?:contexts|packages)\/([^/]+)\/sql\/$/;

/** SQL has a short place of its own, because operators read it; everything else keeps its path. */
function targetOf(source: string): string {
  const context = SQL_FOLDER.exec(source)?.[1];
  return context === undefined ? `assets/${source}` : `sql/${context}/`;
}

/** A module that is run in a thread: it is bundled by itself, beside the main one. */
const WORKER = /([^/]+-worker)\.ts$/;

/**
 * `path` is the module's, relative to the repository. `workers` are modules that threads run, relative to the
 * repository too; any other module cannot be reached by URL.
 */
export function rewriteAssetUrls(
  path: string,
  code: string,
): { readonly code: string; readonly assets: readonly UrlAsset[]; readonly workers: readonly string[] } {
  const assets: UrlAsset[] = [];
  const workers: string[] = [];
  const rewritten = code.replace(ASSET_URL, (_, relative: string) => {
    const source = posix.join(posix.dirname(path), relative);
    const worker = WORKER.exec(source)?.[1];
    if (worker !== undefined) {
      workers.push(source);
      return `new URL('./${worker}.js', import.meta.url)`;
    }
    if (source.endsWith('.ts'))
      throw new Error(`${path} reaches ${source} by URL: give it an entry of its own`);
    if (source.startsWith('../')) throw new Error(`${path} reaches outside of the repository: ${relative}`);
    const target = targetOf(source);
    assets.push({ source, target });
    return `new URL('./${target}', import.meta.url)`;
  });
  return { code: rewritten, assets, workers };
}
