/**
 * Storey 0: bytes in network order, serial-number arithmetic, network paths and the sink that takes
 * datagrams away. Imports nothing of ours.
 *
 * <p>Everything here is on the hot path: no allocation per packet, no locks, primitives only.
 */
@NullMarked
package org.consilium.media.buffer;

import org.jspecify.annotations.NullMarked;
