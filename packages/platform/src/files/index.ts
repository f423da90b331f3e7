export { fileModule } from './file-module.ts';
export { type OwnFiles, ownFiles } from './own-files.ts';
