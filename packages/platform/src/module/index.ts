export * from './context-module.ts';
