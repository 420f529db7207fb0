/**
 * Storey 1: RTCP on the wire: reports (RFC 3550), feedback (RFC 4585, 5104), receiver-estimated
 * bitrate and transport-wide feedback. Imports {@code buffer} only.
 *
 * <p>Hot path: readers push primitives into a visitor, writers fill a given array; nothing is
 * allocated. Bytes are the network's: what is wrong is skipped, never thrown.
 */
@NullMarked
package org.consilium.media.rtcp;

import org.jspecify.annotations.NullMarked;
