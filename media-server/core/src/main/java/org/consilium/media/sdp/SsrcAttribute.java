package org.consilium.media.sdp;

/**
 * A line {@code a=ssrc} (RFC 5576 §4.1).
 *
 * @param ssrc 32 bits
 * @param value empty when the attribute has none
 */
public record SsrcAttribute(int ssrc, String attribute, String value) {}
