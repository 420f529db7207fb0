/**
 * Storey 2: the data channels of one peer. SCTP (RFC 9260) as it runs over DTLS (RFC 8261) for
 * WebRTC (RFC 8831), with partial reliability (RFC 3758), stream reset (RFC 6525) and the channel
 * establishment protocol (RFC 8832). Imports only {@code buffer}.
 *
 * <p>Message interleaving (RFC 8260), address reconfiguration, authentication chunks, multi-homing
 * and the zero checksum (RFC 9653) are neither offered nor accepted: one DTLS association is one
 * path, and peers that offer them do without.
 *
 * <p>Sans-IO: packets, time and randomness are told, packets and events are pushed out. Single
 * writer: the loop of the peer's room. Data channels are not on the media path, so a message costs
 * a few allocations; the memory of an association is bounded by {@link
 * org.consilium.media.sctp.SctpConfig}.
 */
@NullMarked
package org.consilium.media.sctp;

import org.jspecify.annotations.NullMarked;
