/** An item as quotes take it, with what is part of it. */
export interface QuoteItem {
  readonly offeringId: string;
  readonly quantity: string;
  readonly characteristics?: Readonly<Record<string, readonly (string | number)[]>>;
  readonly termMonths?: number;
  /** Calendar date. */
  readonly startDate?: string;
  readonly usage?: Readonly<Record<string, string>>;
  readonly manualAdjustments?: readonly {
    readonly adjustment: { readonly type: 'percent'; readonly value: string };
    readonly reason: string;
  }[];
  readonly children?: readonly QuoteItem[];
}

export interface Site {
  readonly region: 'r1' | 'r2' | 'r3';
  readonly bandwidth: '100' | '500' | '1000';
  /** How many sites of this kind; default one. */
  readonly count?: number;
  /** One for each of them. */
  readonly appliance?: 'purchase' | 'rental';
}

/** What a customer wants of Secure Branch. */
export interface BranchWish {
  readonly users: number;
  readonly termMonths: 12 | 24 | 36;
  readonly sites: readonly Site[];
  readonly firewall?: boolean;
  /** GB a month through the firewall. */
  readonly trafficGB?: string;
  readonly cloudSeats?: number;
  /** Percent off the seats, given by hand. */
  readonly seatDiscount?: { readonly percent: string; readonly reason: string };
}

/** The bundle that the wish comes to: every rule of Secure Branch is kept by construction, but those of sites. */
export function secureBranch(wish: BranchWish): QuoteItem {
  const { users, termMonths, sites, firewall = false, trafficGB, cloudSeats = 0, seatDiscount } = wish;
  const perUser = (offeringId: string, more: Partial<QuoteItem> = {}): QuoteItem => ({
    offeringId,
    quantity: String(users),
    ...more,
  });
  return {
    offeringId: 'secure-branch',
    quantity: '1',
    termMonths,
    characteristics: { users: [users] },
    children: [
      perUser('secure-seat', seatDiscount === undefined ? {} : { manualAdjustments: [byHand(seatDiscount)] }),
      perUser('dns-security'),
      ...(firewall
        ? [perUser('cloud-firewall', trafficGB === undefined ? {} : { usage: { traffic: trafficGB } })]
        : []),
      perUser('zero-trust-corporate'),
      ...(cloudSeats > 0 ? [perUser('zero-trust-cloud', { quantity: String(cloudSeats) })] : []),
      ...sites.map(siteAccess),
    ],
  };
}

function byHand({ percent, reason }: { readonly percent: string; readonly reason: string }) {
  return { adjustment: { type: 'percent', value: `-${percent}` }, reason } as const;
}

function siteAccess({ region, bandwidth, count = 1, appliance }: Site): QuoteItem {
  const quantity = String(count);
  return {
    offeringId: 'site-access',
    quantity,
    characteristics: { region: [region], bandwidth: [bandwidth] },
    ...(appliance === undefined
      ? {}
      : {
          children: [{ offeringId: 'edge-appliance', quantity, characteristics: { supply: [appliance] } }],
        }),
  };
}

/** A line of a price request: flat, naming the line it is part of. */
export type PriceLine = Omit<QuoteItem, 'children'> & { readonly id: string; readonly parentId?: string };

/** Items as the lines of a price request; each line's id is its number. */
export function priceLines(items: readonly QuoteItem[]): readonly PriceLine[] {
  const lines: PriceLine[] = [];
  const add = ({ children = [], ...item }: QuoteItem, parentId?: string) => {
    const id = String(lines.length + 1);
    lines.push({ id, ...(parentId === undefined ? {} : { parentId }), ...item });
    for (const child of children) add(child, id);
  };
  for (const item of items) add(item);
  return lines;
}
