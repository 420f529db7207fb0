/**
 * Storey 1: Session Traversal Utilities for NAT (RFC 8489), reading and writing of messages; the
 * attributes of ICE (RFC 8445) and, by their numbers, of any other use such as TURN (RFC 8656).
 * Imports {@code buffer}.
 *
 * <p>On the hot path: consent checks are read, verified and answered without allocation of ours.
 */
@NullMarked
package org.consilium.media.stun;

import org.jspecify.annotations.NullMarked;
