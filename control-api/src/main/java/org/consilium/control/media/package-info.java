/**
 * The other side of the seam to the media server: join tokens, RoomService calls, webhooks
 * (signalling.md §2 and §9). Shares no code with it; speaks its JSON.
 */
@NullMarked
package org.consilium.control.media;

import org.jspecify.annotations.NullMarked;
