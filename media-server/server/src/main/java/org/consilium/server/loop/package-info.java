/**
 * The media loop: one platform thread, one engine, bounded queues, the only reader of the clock. It
 * declares the ports the other packages implement and imports none of them, so every arrow of the
 * shell points here. Imports the media core and nothing else of ours.
 *
 * <p>Hot path: single writer, no locks and no allocation per packet.
 */
@NullMarked
package org.consilium.server.loop;

import org.jspecify.annotations.NullMarked;
