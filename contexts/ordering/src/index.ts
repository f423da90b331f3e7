export { type OrderingDeps, type OrderingModule, orderingModule } from './module.ts';
