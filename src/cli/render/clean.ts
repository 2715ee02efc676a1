/**
 * Text as it may be shown: names come from AWS and from files, and must not move the cursor or colour the screen.
 */
export const clean = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\u{FFFD}');
