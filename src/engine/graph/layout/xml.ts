const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** What XML 1.0 cannot hold, not even escaped: controls but tab, line feed and return; lone surrogates; U+FFFE, U+FFFF. */
const REFUSED = /[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** Text as it may stand between tags or in an attribute; what XML cannot hold becomes U+FFFD. */
export function escapeXml(text: string): string {
  return text.replaceAll(REFUSED, '\ufffd').replaceAll(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
}
