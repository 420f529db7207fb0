/**
 * Storey 3: one transport to one peer. {@link org.consilium.media.peer.PeerConnection} wires ICE,
 * DTLS, SRTP and SCTP of one bundle; {@link org.consilium.media.peer.PeerTable} finds the peer of a
 * datagram (RFC 7983 and the ICE user name); {@code peer.negotiation} turns offers and answers into
 * set-ups. Imports the storeys of transports, streams and wire formats.
 *
 * <p>Hot path, single writer: the loop. One peer's failure closes that peer and nothing else.
 */
@NullMarked
package org.consilium.media.peer;

import org.jspecify.annotations.NullMarked;
