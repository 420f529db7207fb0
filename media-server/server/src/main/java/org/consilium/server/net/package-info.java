/**
 * UDP for the media loop: batched receive, segmented send, remote addresses interned to paths. The
 * only package that knows Netty; implements {@code loop}'s {@code DatagramPort}.
 *
 * <p>Hot path: runs on the loop's thread only.
 */
@NullMarked
package org.consilium.server.net;

import org.jspecify.annotations.NullMarked;
