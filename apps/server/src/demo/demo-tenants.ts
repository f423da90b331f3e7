import type { AccountsModule } from '@quotewright/accounts';
import { modelmart } from '@quotewright/example-modelmart';
import type { TenancyModule } from '@quotewright/tenancy';

type CreateTenant = Parameters<TenancyModule['createTenant']>[2];
type CreateAccount = Parameters<AccountsModule['createAccount']>[2];

/** A tenant that the first start makes, from documents that go through the ordinary import and publication. */
export interface DemoTenant {
  readonly id: string;
  readonly name: string;
  /** Subject of the sales person whose token is printed at the start. */
  readonly salesPerson: string;
  readonly settings: NonNullable<CreateTenant['settings']>;
  readonly accounts: readonly CreateAccount[];
  documents(): Promise<{
    readonly catalog: object;
    readonly priceLists: readonly { readonly priceList: { readonly id: string } }[];
  }>;
}

export const DEMO_TENANTS: readonly DemoTenant[] = [
  {
    id: 'modelmart',
    name: 'Modelmart',
    salesPerson: 'sam',
    settings: { timeZone: 'Etc/UTC', defaultCurrency: 'USD', defaultMarket: 'us', defaultChannel: 'direct' },
    accounts: [
      {
        name: 'Acme Robotics',
        type: 'customer',
        segment: 'enterprise',
        market: 'us',
        customerType: 'business',
        owner: 'sam',
      },
      {
        name: 'Blue Harbor Studio',
        type: 'customer',
        segment: 'small-business',
        market: 'us',
        customerType: 'business',
        owner: 'sam',
      },
      {
        name: 'Cedar Labs',
        type: 'prospect',
        segment: 'startup',
        market: 'us',
        customerType: 'business',
        owner: 'sam',
      },
    ],
    async documents() {
      const { catalog, priceList } = await modelmart();
      return { catalog, priceLists: [priceList] };
    },
  },
];
