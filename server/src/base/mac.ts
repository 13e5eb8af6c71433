const FORMS = [
  /^[0-9a-f]{2}(?:([:-])[0-9a-f]{2})(?:\1[0-9a-f]{2}){4}$/i,
  /^[0-9a-f]{2}(?:([:-])[0-9a-f]{2})(?:\1[0-9a-f]{2}){6}$/i,
  /^[0-9a-f]{2}(?:([:-])[0-9a-f]{2})(?:\1[0-9a-f]{2}){18}$/i,
  /^[0-9a-f]{4}(?:\.[0-9a-f]{4}){2}$/i,
  /^[0-9a-f]{4}(?:\.[0-9a-f]{4}){3}$/i,
  /^[0-9a-f]{4}(?:\.[0-9a-f]{4}){9}$/i,
];

/** True for a hardware address as Go's net.ParseMAC reads it: 6, 8 or 20 bytes with `:`, `-` or (in pairs) `.` between them. */
export function isMac(text: string): boolean {
  return FORMS.some((form) => form.test(text));
}

/** True when one interface can have the hardware address: six bytes, not all zero, and no group's (odd first byte). */
export function isInterfaceMac(text: string): boolean {
  const digits = text.replace(/[^0-9a-f]/gi, '');
  return isMac(text) && digits.length === 12 && !/^0+$/.test(digits) && (Number.parseInt(digits.slice(0, 2), 16) & 1) === 0;
}
