import { cp, rm } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { build, type Plugin } from 'rolldown';
import { rewriteAssetUrls, type UrlAsset } from './url-assets.ts';

/** Packages of ours are bundled; what the manifest of the server declares stays outside and is installed by npm. */
function isThirdParty(id: string): boolean {
  return !id.startsWith('.') && !id.startsWith('/') && !id.startsWith('@quotewright/');
}

function assetPlugin(root: string, assets: Map<string, UrlAsset>): Plugin {
  return {
    name: 'quotewright-assets',
    transform(code, id) {
      if (!id.startsWith(root) || !code.includes('import.meta.url')) return null;
      const result = rewriteAssetUrls(relative(root, id).split(sep).join('/'), code);
      for (const asset of result.assets) assets.set(asset.target, asset);
      for (const worker of result.workers)
        this.emitFile({ type: 'chunk', id: join(root, worker), name: basename(worker, '.ts') });
      return result.code === code ? null : { code: result.code };
    },
  };
}

/**
 * Bundles the server and all it reaches into `apps/server/dist/main.js`, with the modules that threads run, the SQL and
 * other files beside it.
 * Names and line breaks stay: a stack trace of a customer must be readable.
 */
export async function bundleServer(root: string): Promise<readonly UrlAsset[]> {
  const output = join(root, 'apps/server/dist');
  const assets = new Map<string, UrlAsset>();
  await rm(output, { recursive: true, force: true });
  await build({
    input: join(root, 'apps/server/src/main.ts'),
    platform: 'node',
    external: isThirdParty,
    plugins: [assetPlugin(root, assets)],
    output: {
      dir: output,
      format: 'esm',
      entryFileNames: '[name].js',
      chunkFileNames: '[name].js',
      minify: false,
    },
    logLevel: 'warn',
  });
  for (const { source, target } of assets.values()) {
    await cp(join(root, source), join(output, target), { recursive: true });
  }
  return [...assets.values()];
}
