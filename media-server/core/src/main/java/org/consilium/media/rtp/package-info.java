/**
 * Storey 1: RTP on the wire (RFC 3550), header extensions (RFC 8285), retransmission payloads (RFC
 * 4588) and the payload descriptors of the codecs we forward (RFC 7741, 6184). Imports {@code
 * buffer} only.
 *
 * <p>Hot path: flyweights over byte arrays, nothing allocated per packet. Bytes are the network's:
 * readers answer false or −1 for anything wrong and never throw.
 */
@NullMarked
package org.consilium.media.rtp;

import org.jspecify.annotations.NullMarked;
