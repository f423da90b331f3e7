/** Names as in TMF632 (Party Management), `characteristic` of a contact medium. */
export interface Contact {
  readonly name: string;
  /** What the person is to the account: `purchasing`, `technical`. */
  readonly role?: string;
  readonly emailAddress?: string;
  readonly phoneNumber?: string;
}

export interface PostalAddress {
  readonly street1: string;
  readonly street2?: string;
  readonly postCode?: string;
  readonly city: string;
  readonly stateOrProvince?: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
}

/** The people and places behind an account: personal data, kept and read apart from it. */
export interface Party {
  readonly contacts: readonly Contact[];
  readonly billingAddress?: PostalAddress;
  readonly deliveryAddress?: PostalAddress;
  readonly taxId?: string;
}
