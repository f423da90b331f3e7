import type { AccountsApi } from '@quotewright/accounts';
import type { CatalogApi } from '@quotewright/catalog';
import type { ConfigurationApi } from '@quotewright/configuration';
import type { Principal } from '@quotewright/platform/auth';
import type { ContextModule } from '@quotewright/platform/module';
import type { Database } from '@quotewright/platform/postgres';
import type { PricingApi } from '@quotewright/pricing';
import type { TenancyApi } from '@quotewright/tenancy';
import { pgAcceptanceRecord } from './adapters/acceptance-record.pg.ts';
import { pgDocumentStore } from './adapters/document-store.pg.ts';
import { pgKeptPrices } from './adapters/kept-prices.pg.ts';
import { pgOpenQuotes } from './adapters/open-quotes.pg.ts';
import { pdfkitQuotePdf } from './adapters/pdf/pdfkit-quote-pdf.ts';
import { pgQuoteStore } from './adapters/quote-store.pg.ts';
import { pgRevisionStore } from './adapters/revision-store.pg.ts';
import type { QuotingApi } from './api.ts';
import { acceptQuote } from './application/accept-quote.ts';
import { accountInReach } from './application/account-in-reach.ts';
import { addItem } from './application/add-item.ts';
import { approveQuote } from './application/approve-quote.ts';
import { cancelQuote } from './application/cancel-quote.ts';
import { changeItem } from './application/change-item.ts';
import { changeQuote } from './application/change-quote.ts';
import { cloneQuote } from './application/clone-quote.ts';
import { createQuote, planQuote } from './application/create-quote.ts';
import { declineQuote } from './application/decline-quote.ts';
import { expireQuote } from './application/expire-quote.ts';
import { explainPrice } from './application/explain-price.ts';
import { listQuotes } from './application/list-quotes.ts';
import { markOrdered } from './application/mark-ordered.ts';
import { presentQuote } from './application/present-quote.ts';
import { previewApproval } from './application/preview-approval.ts';
import { previewNewQuote } from './application/preview-new-quote.ts';
import { priceQuote } from './application/price-quote.ts';
import { quoteInReach } from './application/quote-in-reach.ts';
import { readDocument } from './application/read-document.ts';
import { completeQuote, findQuote } from './application/read-quote.ts';
import { findRevision, listRevisions } from './application/read-revisions.ts';
import { rejectQuote } from './application/reject-quote.ts';
import { removeItem } from './application/remove-item.ts';
import { renderDocument } from './application/render-document.ts';
import { listPriceChanges, reportPriceChanges } from './application/report-price-changes.ts';
import { reviseQuote } from './application/revise-quote.ts';
import { submitQuote } from './application/submit-quote.ts';
import { takeAcceptedQuote } from './application/take-accepted-quote.ts';
import {
  type PriceVerification,
  type VerificationWatch,
  type VerifyKeptPrices,
  verifyKeptPrices,
} from './application/verify-kept-prices.ts';
import { quotingErrors } from './domain/errors.ts';
import { quoteEvents } from './domain/events.ts';
import { quotingMigrations } from './migrations.ts';
import { quotingPermissions } from './permissions.ts';
import type { ApprovalSignals } from './ports/approval-signals.ts';
import type { ConfigurationRules } from './ports/configuration-rules.ts';
import type { PriceAlarm } from './ports/price-alarm.ts';
import { expireQuoteJob } from './resources/expire-quote.job.ts';
import { expiryOnAccess } from './resources/expiry-on-access.ts';
import { priceChangeRoutes } from './resources/price-changes.resource.ts';
import { quoteCommandRoutes } from './resources/quote-commands.resource.ts';
import { quoteDocumentRoutes } from './resources/quote-document.resource.ts';
import { quoteItemRoutes } from './resources/quote-items.resource.ts';
import { quoteRecordRoutes } from './resources/quote-records.resource.ts';
import { quoteWizard } from './resources/quote-wizard.ts';
import { quoteRoutes } from './resources/quotes.resource.ts';
import { verifyPricesJob, verifyPricesNightly } from './resources/verify-prices.job.ts';

export interface QuotingDeps {
  readonly database: Database;
  readonly tenancy: Pick<TenancyApi, 'tenantConfig' | 'tenantName'>;
  readonly accounts: AccountsApi;
  readonly catalog: Pick<CatalogApi, 'activeVersion' | 'findOfferings' | 'findDefinitions'>;
  readonly configuration: Pick<ConfigurationApi, 'evaluate'>;
  /** Quotes are commands: what they keep is never taken from a simulation. */
  readonly pricing: Omit<PricingApi, 'activeVersion' | 'simulate'>;
  /** What needs an approval besides discounts. */
  readonly approvalSignals?: readonly ApprovalSignals[];
  /** What decides about configured items besides what was published of them. */
  readonly configurationRules?: readonly ConfigurationRules[];
  /** Absent: whoever asks for a proof of kept prices reads its report, and nobody else is told. */
  readonly priceAlarm?: PriceAlarm;
}

/** For callers without HTTP. They open their own transactions, in the actor's tenant. */
export interface QuotingCommands {
  /** Proves kept prices again from their pinned versions; changes no quote. */
  verifyKeptPrices(
    actor: Principal,
    query: VerifyKeptPrices,
    watch?: VerificationWatch,
  ): Promise<PriceVerification>;
}

export interface QuotingModule extends ContextModule {
  readonly api: QuotingApi;
  readonly commands: QuotingCommands;
}

export function quotingModule(given: QuotingDeps): QuotingModule {
  const deps = {
    approvalSignals: [],
    configurationRules: [],
    priceAlarm: noAlarm,
    ...given,
    quotes: pgQuoteStore,
    openQuotes: pgOpenQuotes,
    revisions: pgRevisionStore,
    keptPrices: pgKeptPrices,
    acceptances: pgAcceptanceRecord,
    documents: pgDocumentStore,
    quotePdf: pdfkitQuotePdf,
  };
  const { database } = deps;
  const expire = expireQuote(deps);
  const inReach = quoteInReach(deps);
  const write = expiryOnAccess(database, expire, inReach);
  const complete = completeQuote(deps);
  const find = findQuote(deps);
  const verify = verifyKeptPrices(deps);

  return {
    name: 'quoting',
    migrations: quotingMigrations,
    errors: quotingErrors,
    events: Object.values(quoteEvents),
    permissions: quotingPermissions,
    jobs: [expireQuoteJob({ database, expire }), verifyPricesJob({ database, verify })],
    schedules: [verifyPricesNightly],
    wizards: [
      quoteWizard({
        accountInReach: accountInReach(deps),
        plan: planQuote(deps),
        preview: previewNewQuote(deps),
        create: createQuote(deps),
        complete,
      }),
    ],
    routes: [
      ...quoteRoutes({
        inReach,
        accountInReach: accountInReach(deps),
        database,
        write,
        complete,
        find,
        expire,
        list: listQuotes(deps),
        create: createQuote(deps),
        clone: cloneQuote(deps),
        change: changeQuote(deps),
      }),
      ...quoteItemRoutes({
        write,
        complete,
        add: addItem(deps),
        change: changeItem(deps),
        remove: removeItem(deps),
      }),
      ...quoteCommandRoutes({
        write,
        complete,
        price: priceQuote(deps),
        preview: previewApproval(deps),
        submit: submitQuote(deps),
        approve: approveQuote(deps),
        decline: declineQuote(deps),
        present: presentQuote(deps),
        accept: acceptQuote(deps),
        reject: rejectQuote(deps),
        cancel: cancelQuote(deps),
        revise: reviseQuote(deps),
      }),
      ...quoteRecordRoutes({
        inReach,
        find,
        revisions: listRevisions(deps),
        revision: findRevision(deps),
        explain: explainPrice(deps),
      }),
      ...priceChangeRoutes({ inReach, report: reportPriceChanges(deps), list: listPriceChanges(deps) }),
      ...quoteDocumentRoutes({ inReach, find: readDocument(deps), render: renderDocument(deps) }),
    ],
    api: { takeAcceptedQuote: takeAcceptedQuote(deps), markOrdered: markOrdered(deps) },
    commands: { verifyKeptPrices: verify },
  };
}

const noAlarm: PriceAlarm = { proven: () => {}, diverged: () => {}, quarantine: async () => {} };
