package org.consilium.media.room;

/**
 * One spatial layer as its publisher announced it.
 *
 * @param quality 0 low, 1 medium, 2 high
 * @param width pixels; 0 when unknown
 * @param height pixels; 0 when unknown
 * @param bitrateBps target of the encoder; 0 when unknown
 * @param rid restriction identifier (RFC 8851); empty for a single layer
 * @param ssrc the layer's SSRC once known, otherwise 0
 */
public record VideoLayer(
        int quality, int width, int height, int bitrateBps, String rid, int ssrc) {}
