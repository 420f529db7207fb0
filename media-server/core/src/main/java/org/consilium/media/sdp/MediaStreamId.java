package org.consilium.media.sdp;

/**
 * A line {@code a=msid} (RFC 8830 §2).
 *
 * @param streamId {@code -} for no stream
 * @param trackId empty when not given
 */
public record MediaStreamId(String streamId, String trackId) {}
