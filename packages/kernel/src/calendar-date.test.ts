import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calendarDate, dateInZone, isCalendarDate, isValidOn } from './calendar-date.ts';

const at = (time: string, zone: string) => dateInZone(Date.parse(time), zone);
const day = fc
  .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => calendarDate(date.toISOString().slice(0, 10)));

describe('a calendar date', () => {
  it.each(['2026-03-01', '2024-02-29', '2000-02-29', '0001-01-01', '9999-12-31'])('may be %s', (text) => {
    expect(calendarDate(text)).toBe(text);
  });

  it.each([
    '',
    '2026-02-29',
    '1900-02-29',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '0000-01-01',
    '26-03-01',
    '2026-3-1',
    '2026/03/01',
    '2026-03-01T00:00:00Z',
    '2026-03-01 ',
    '2026-03-01\n',
    '-2026-03-01',
    '+12026-03-01',
    '２０２６-03-01',
    'today',
  ])('is never %j', (text) => {
    expect(isCalendarDate(text)).toBe(false);
    expect(() => calendarDate(text)).toThrow(
      expect.objectContaining({ code: 'DATE_INVALID', kind: 'invalid' }),
    );
  });

  it('compares as text the way time goes', () => {
    fc.assert(
      fc.property(day, day, (a, b) => {
        expect(a < b).toBe(Date.parse(a) < Date.parse(b));
      }),
    );
  });
});

describe('validity', () => {
  it('begins with its first day and ends before its last', () => {
    const march = { from: calendarDate('2026-03-01'), until: calendarDate('2026-04-01') };
    expect(isValidOn(march, calendarDate('2026-02-28'))).toBe(false);
    expect(isValidOn(march, calendarDate('2026-03-01'))).toBe(true);
    expect(isValidOn(march, calendarDate('2026-03-31'))).toBe(true);
    expect(isValidOn(march, calendarDate('2026-04-01'))).toBe(false);
  });

  it('is open where no end is named', () => {
    fc.assert(
      fc.property(day, day, (limit, some) => {
        expect(isValidOn({}, some)).toBe(true);
        expect(isValidOn({ from: limit }, some)).toBe(!isValidOn({ until: limit }, some));
      }),
    );
  });
});

describe('the day at an instant', () => {
  it('is the one on the calendar of that zone', () => {
    expect(at('2026-03-01T16:59:59.999Z', 'Asia/Jakarta')).toBe('2026-03-01');
    expect(at('2026-03-01T17:00:00.000Z', 'Asia/Jakarta')).toBe('2026-03-02');
    expect(at('2026-03-01T00:00:00.000Z', 'America/New_York')).toBe('2026-02-28');
    expect(at('2025-12-31T10:00:00.000Z', 'Pacific/Kiritimati')).toBe('2026-01-01');
    expect(at('2026-01-01T11:59:59.999Z', 'Etc/GMT+12')).toBe('2025-12-31');
    expect(at('2026-03-01T18:15:00.000Z', 'Asia/Kathmandu')).toBe('2026-03-02');
  });

  it('follows daylight saving time', () => {
    // Warsaw is one hour ahead until 29 March 2026 01:00Z and two hours after it.
    expect(at('2026-03-28T22:59:59.999Z', 'Europe/Warsaw')).toBe('2026-03-28');
    expect(at('2026-03-28T23:00:00.000Z', 'Europe/Warsaw')).toBe('2026-03-29');
    expect(at('2026-03-29T21:59:59.999Z', 'Europe/Warsaw')).toBe('2026-03-29');
    expect(at('2026-03-29T22:00:00.000Z', 'Europe/Warsaw')).toBe('2026-03-30');
    // Beirut skips midnight: 29 March 2026 begins at 01:00.
    expect(at('2026-03-28T21:59:59.999Z', 'Asia/Beirut')).toBe('2026-03-28');
    expect(at('2026-03-28T22:00:00.000Z', 'Asia/Beirut')).toBe('2026-03-29');
  });

  it('skips a day where a zone changed sides', () => {
    expect(at('2011-12-30T09:59:59.999Z', 'Pacific/Apia')).toBe('2011-12-29');
    expect(at('2011-12-30T10:00:00.000Z', 'Pacific/Apia')).toBe('2011-12-31');
  });

  it('is the ISO date in UTC', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 86_399_999 }), (some, millisecond) => {
        fc.pre(some >= '1900-01-01');
        expect(dateInZone(Date.parse(some) + millisecond, 'UTC')).toBe(some);
      }),
    );
  });

  it('is unknown in a zone that does not exist', () => {
    for (const zone of ['', 'Mars/Olympus', 'Europe/Warsaw\n', '../etc/localtime']) {
      expect(() => dateInZone(0, zone)).toThrow(expect.objectContaining({ code: 'TIME_ZONE_UNKNOWN' }));
    }
  });
});
