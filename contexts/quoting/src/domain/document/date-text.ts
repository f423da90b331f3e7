// As in the kernel: making a formatter costs a thousand times its use.
const formatters = new Map<string, Intl.DateTimeFormat>();

/** An instant to the minute in an IANA time zone, with the zone's name: `2026-12-27 10:00 (Europe/Berlin)`. */
export function minuteInZone(epochMilliseconds: number, timeZone: string): string {
  const formatter = formatters.get(timeZone) ?? minuteFormatter(timeZone);
  formatters.set(timeZone, formatter);
  return `${formatter.format(epochMilliseconds)} (${timeZone})`;
}

function minuteFormatter(timeZone: string): Intl.DateTimeFormat {
  // sv-SE writes a minute as YYYY-MM-DD HH:MM.
  return new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
}
