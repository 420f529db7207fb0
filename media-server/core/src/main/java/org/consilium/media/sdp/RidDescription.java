package org.consilium.media.sdp;

/**
 * A line {@code a=rid} (RFC 8851 §4).
 *
 * @param sends whether the describing side sends it
 * @param restrictions possibly empty
 */
public record RidDescription(String id, boolean sends, String restrictions) {}
