import type { AccountsModule } from '@quotewright/accounts';
import type { TenancyModule } from '@quotewright/tenancy';

type CreateTenant = Parameters<TenancyModule['createTenant']>[2];
type CreateAccount = Parameters<AccountsModule['createAccount']>[2];

/** A tenant that the first start makes, from documents that go through the ordinary import and publication. */
export interface DemoTenant {
  readonly id: string;
  readonly name: string;
  /** Whose tokens are printed at the start. */
  readonly people: readonly { readonly subject: string; readonly role: 'sales' | 'approver' }[];
  readonly settings: NonNullable<CreateTenant['settings']>;
  readonly accounts: readonly CreateAccount[];
  documents(): Promise<DemoDocuments>;
}

export interface DemoDocuments {
  readonly catalog: object;
  readonly priceLists: readonly { readonly priceList: { readonly id: string } }[];
  readonly ruleSets: readonly DemoRuleSet[];
}

export type DemoRuleSet =
  | { readonly kind: 'promotions' | 'discountPolicy'; readonly document: object }
  | {
      readonly kind: 'contractPrices';
      /** The name of the account they are of. */
      readonly account: string;
      readonly document: object;
    };
