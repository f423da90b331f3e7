export { confirmationModule } from './confirmation-module.ts';
