/**
 * Storey 2: one outgoing stream: numbers rewritten so that switches, pauses and dropped layers are
 * seamless, repair on request, sender reports. Imports {@code rtp}, {@code rtcp}, {@code time},
 * {@code buffer}.
 *
 * <p>Hot path; single writer: the room's loop. Time is passed in with every call.
 */
@NullMarked
package org.consilium.media.send;

import org.jspecify.annotations.NullMarked;
