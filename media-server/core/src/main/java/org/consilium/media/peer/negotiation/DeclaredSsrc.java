package org.consilium.media.peer.negotiation;

/**
 * An SSRC announced by {@code a=ssrc}.
 *
 * @param ssrc 32 bits
 * @param rtxSsrc its partner in an FID group (RFC 5576 §4.2), 0 for none
 */
public record DeclaredSsrc(int ssrc, int rtxSsrc) {}
