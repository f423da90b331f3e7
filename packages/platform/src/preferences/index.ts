export { preferenceModule } from './preference-module.ts';
