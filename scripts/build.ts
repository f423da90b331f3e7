// npm run build: bundles the server into apps/server/dist and lays out the npm package in dist/package.
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { bundleServer } from './build/bundle.ts';
import { layOutPackage } from './build/package-folder.ts';

const root = resolve(import.meta.dirname, '..');
const assets = await bundleServer(root);
const { size } = await stat(join(root, 'apps/server/dist/main.js'));
const { version } = await layOutPackage(root, join(root, 'dist/package'));
console.log(`apps/server/dist/main.js: ${Math.round(size / 1024)} KiB and ${assets.length} assets`);
for (const { source, target } of assets) console.log(`  ${source} → ${target}`);
console.log(`dist/package: quotewright ${version}; npm pack ./dist/package makes the tarball`);
