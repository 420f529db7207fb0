/**
 * DTLS 1.2 (RFC 6347) with use_srtp (RFC 5764) by BouncyCastle, behind the core's port {@link
 * org.consilium.media.dtls.DtlsProvider}. The only place that knows BouncyCastle.
 *
 * <p>BouncyCastle's handshake blocks, so each runs on a virtual thread of its own and talks with
 * the loop through {@link org.consilium.server.loop.LoopExecutor}; records of an established
 * association are opened and sealed on the loop's thread, without waiting.
 *
 * <p>There is no HelloVerifyRequest (RFC 6347 §4.2.1): it would prove that the peer receives at the
 * address it sends from, which ICE's connectivity checks with short-term credentials have proved
 * before the first DTLS datagram is let through.
 */
@NullMarked
package org.consilium.server.dtls;

import org.jspecify.annotations.NullMarked;
