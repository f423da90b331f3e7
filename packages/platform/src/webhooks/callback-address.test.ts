import { describe, expect, it } from 'vitest';
import { callbackProblem } from './callback-address.ts';

describe('the address of a callback', () => {
  it.each([
    'https://partner.example/hook?tenant=7',
    'https://partner.example:8443/',
    'https://1.1.1.1/',
    'https://localhost.example/',
    'https://notlocalhost/',
    'https://[2606:4700:4700::1111]/',
  ])('may be %s', (callback) => expect(callbackProblem(callback, false)).toBeUndefined());

  it.each([
    ['partner.example/hook', 'absolute'],
    ['http://partner.example/', 'https://'],
    ['ftp://partner.example/', 'https://'],
    ['https://ada:secret@partner.example/', 'credentials'],
    ['https://ada@partner.example/', 'credentials'],
    ['https://partner.example/#part', 'fragment'],
    ['https://partner.example:22/', 'port'],
    ['https://partner.example/a b', 'ASCII'],
    ['https://part\tner.example/', 'ASCII'],
    ['https://zażółć.example/', 'ASCII'],
    ['https://127.0.0.1/', 'public address'],
    ['https://2130706433/', 'public address'],
    ['https://0x7f.0.0.1/', 'public address'],
    ['https://017700000001/', 'public address'],
    ['https://[::1]/', 'public address'],
    ['https://[::ffff:10.0.0.1]/', 'public address'],
    ['https://169.254.169.254/latest/meta-data', 'public address'],
    ['https://localhost/', 'public address'],
    ['https://LocalHost.:8443/', 'public address'],
    ['https://hook.localhost/', 'public address'],
  ])('may not be %s', (callback, reason) => expect(callbackProblem(callback, false)).toContain(reason));

  it('may be private and without TLS where that is allowed, and still holds no credentials', () => {
    expect(callbackProblem('http://127.0.0.1:4000/hook', true)).toBeUndefined();
    expect(callbackProblem('http://localhost:4000/hook', true)).toBeUndefined();
    expect(callbackProblem('http://ada:secret@127.0.0.1:4000/', true)).toContain('credentials');
    expect(callbackProblem('file:///etc/passwd', true)).toContain('https://');
  });
});
