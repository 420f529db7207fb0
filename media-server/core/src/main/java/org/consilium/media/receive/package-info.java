/**
 * Storey 2: one incoming stream: order, loss, repair, history, and the feedback that keeps its
 * publisher sending well. Imports {@code rtp}, {@code rtcp}, {@code time}, {@code buffer}.
 *
 * <p>Hot path; single writer: the room's loop. Time is passed in with every call.
 */
@NullMarked
package org.consilium.media.receive;

import org.jspecify.annotations.NullMarked;
