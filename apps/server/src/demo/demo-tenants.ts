import { carworksTenant } from './carworks-tenant.ts';
import type { DemoTenant } from './demo-tenant.ts';
import { modelmartTenant } from './modelmart-tenant.ts';
import { northstarTenant } from './northstar-tenant.ts';

export const DEMO_TENANTS: readonly DemoTenant[] = [modelmartTenant, northstarTenant, carworksTenant];
