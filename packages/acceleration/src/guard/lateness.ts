/**
 * A deadline's timer may be this much late, in milliseconds; later, the event loop lagged, and answers may lie unread in the
 * sockets. What is due then gets `LATE_GRACE` more, once, in which the loop reads them.
 */
export const LATE_TIMER = 5;
export const LATE_GRACE = 5;
