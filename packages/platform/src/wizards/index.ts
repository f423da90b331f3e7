export * from './wizard-definition.ts';
export { wizardModule } from './wizard-module.ts';
