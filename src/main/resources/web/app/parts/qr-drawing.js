/**
 * QR codes that are drawn in the browser: what they say goes into no request, so that secrets may stand in them.
 *
 * @module parts/qr-drawing
 */

import { html } from '../lib/lit-html/lit-html.js';
import { qrModules } from '../qr-modules.js';
import { words } from '../words.js';

/** Of quiet room around it, in modules. */
const MARGIN = 4;

/** @param {string} text */
export function drawnQrCode(text) {
  const rows = qrModules(text);
  const size = rows.length + 2 * MARGIN;
  const path = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + MARGIN} ${y + MARGIN}h1v1h-1z` : ''))).join('');
  return html`
    <svg class="qr-code" role="img" aria-label=${words.qrCode} viewBox="0 0 ${size} ${size}" width="220" height="220" shape-rendering="crispEdges">
      <rect width="100%" height="100%" fill="#fff"></rect><path d=${path} fill="#000"></path>
    </svg>`;
}
